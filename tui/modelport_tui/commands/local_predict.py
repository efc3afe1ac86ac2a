"""`modelport local-predict`: predictions before deploying, in the form of `gcloud ai-platform local predict`."""

import argparse
from typing import TYPE_CHECKING

from ..diagnostics import note
from ..visible import visible
from .instances import add_instances, given_request

if TYPE_CHECKING:
    from modelport.request import Artifact, Target

EXAMPLE = """example:
  modelport local-predict --model-dir ./export --framework scikit-learn --json-instances instances.json"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "local-predict",
        help="predict from a model's files, without deploying",
        description="Predict from a model's files in a process of its own, with the libraries installed here.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model-dir", required=True, metavar="DIR", help="a directory, a file or gs://…")
    parser.add_argument("--framework", choices=("tensorflow", "scikit-learn", "xgboost"),
                        help="the library that saved the model (default: the one that is recognised)")  # fmt: skip
    add_instances(parser)
    parser.add_argument("--signature-name", default="", help="the signature of a SavedModel (default: serving_default)")
    add_custom_code(parser)
    parser.add_argument("--format", choices=("json",), help="print the whole answer as JSON, not as gcloud's table")
    parser.set_defaults(run=run)


def add_custom_code(parser: argparse.ArgumentParser) -> None:
    """Declare the packages, the prediction class, and the yes to a pickle that would run something."""
    parser.add_argument("--package-uris", default="", metavar="FILE,…",
                        help="packages with the model's own code: .tar.gz or .whl, local or gs://…")  # fmt: skip
    parser.add_argument("--prediction-class", default="", metavar="MODULE.CLASS",
                        help="the class in one of the packages that loads the model and predicts")  # fmt: skip
    parser.add_argument("--trust-pickle", action="store_true",
                        help="load a pickle that would run something dangerous: only where you made it")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Predict; warnings and what the model printed go to stderr. Raises ModelportError."""
    from modelport import local_predict

    from ..headless import output

    instances = given_request(args)["instances"]
    done = local_predict.predict(_artifact(args), instances, args.signature_name, _target())
    for line in done.printed.splitlines():
        note(line)
    for warning in done.warnings:
        note(f"▲ {warning}")
    if args.format == "json" or not done.predictions:
        output.write({"predictions": done.predictions}, "json")
    else:
        output.say(visible(gcloud_table(done.predictions)))
    return 0


def _artifact(args: argparse.Namespace) -> "Artifact":
    import msgspec

    from modelport.catalog import frameworks
    from modelport.request import Artifact

    known = frameworks.find(args.framework or "")
    parts = {
        "source": args.model_dir,
        "framework": known.api if known else "",
        "packages": [name.strip() for name in args.package_uris.split(",") if name.strip()],
        "prediction_class": args.prediction_class,
        "trust_pickle": args.trust_pickle,
    }
    return msgspec.convert(parts, Artifact)


def _target() -> "Target":
    """Where buckets are read: as for a deployment, the embedded platform unless the settings say otherwise."""
    from modelport.settings import find_settings
    from modelport.wizard.starting import new_draft

    return new_draft(find_settings()).request().target


def gcloud_table(predictions: list[object]) -> str:
    """Predictions as gcloud prints them: objects as a table of their sorted keys, anything else as one list."""
    first = predictions[0]
    if not isinstance(first, dict):
        return str(predictions)
    names = sorted(first)
    rows = [[_cell(row.get(name)) for name in names] for row in predictions if isinstance(row, dict)]
    cells = [[name.upper() for name in names], *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in cells)


def _cell(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)
