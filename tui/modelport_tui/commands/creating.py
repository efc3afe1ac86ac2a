"""`modelport versions create`, with gcloud's flags."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from modelport.errors import UsageError

from ..diagnostics import note
from .pairs import add_labels, new_labels
from .project import add_where, opened
from .serving_flags import add_serving, add_to_body

if TYPE_CHECKING:
    from modelport.platforms.bodies import Body

TEXTS = {
    "--origin": ("deploymentUri", "gs://… with the model's files"),
    "--runtime-version": ("runtimeVersion", "the runtime, such as 2.11"),
    "--python-version": ("pythonVersion", "the runtime's Python, such as 3.7"),
    "--machine-type": ("machineType", "what each node runs on"),
    "--prediction-class": ("predictionClass", "the class of a custom prediction routine"),
    "--service-account": ("serviceAccount", "the account of custom code"),
    "--description": ("description", "a text for people"),
}
"""Flags whose value is a field as it is."""


def add(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = actions.add_parser(
        "create",
        help="create a version from files in a bucket",
        description="Create a version from files in a bucket, and wait until it serves.",
        epilog="example: modelport versions create v1 --model iris --origin gs://bucket/iris/v1/ "
        "--framework scikit-learn --runtime-version 2.11 --python-version 3.7",
    )
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--model", required=True, help="the model that gets the version")
    add_where(parser)
    for flag, (_, text) in TEXTS.items():
        parser.add_argument(flag, help=text)
    parser.add_argument("--framework", choices=("tensorflow", "scikit-learn", "xgboost"), help="what loads the model")
    parser.add_argument("--package-uris", metavar="URI,…", help="packages of custom code, gs://…")
    parser.add_argument("--min-nodes", type=int, metavar="N", help="the least number of nodes that run")
    parser.add_argument("--max-nodes", type=int, metavar="N", help="the largest number of nodes")
    parser.add_argument("--metric-targets", metavar="METRIC=TARGET,…", help="such as cpu-usage=60")
    parser.add_argument("--accelerator", metavar="type=T,count=N", help="such as type=nvidia-tesla-t4,count=1")
    parser.add_argument("--config", type=Path, metavar="FILE", help="a YAML file with fields of the Version resource")
    parser.add_argument("--async", dest="is_async", action="store_true", help="print the operation and do not wait")
    add_serving(parser)
    add_labels(parser, is_update=False)
    parser.set_defaults(run=_create)


def _create(args: argparse.Namespace) -> int:
    from modelport.inventory.waiting import finished, whole

    from ..headless import output

    body = version_body(args)
    with opened(args) as where:
        region = where.region_of(args.model)
        with where.connections.borrowed(region) as serving:
            operation = serving.create_version(where.model_path(args.model), body)
            if args.is_async:
                output.write(whole(serving, operation.name), args.format)
                return 0
            note(f"ℹ Waiting for {operation.name}")
            finished(serving, operation)
            output.write(serving.find_version(where.version_path(args.model, args.version)), args.format)
    note(f"✓ Created {args.version} of {args.model} on {region}")
    return 0


def version_body(args: argparse.Namespace) -> "Body":
    """The Version resource of the flags, over that of --config; raises UsageError."""
    body = _config(args.config) if args.config else {}
    body["name"] = args.version
    for flag, (field, _) in TEXTS.items():
        if value := getattr(args, flag[2:].replace("-", "_")):
            body[field] = value
    if args.framework:
        body["framework"] = args.framework.upper().replace("-", "_")
    if args.package_uris:
        body["packageUris"] = args.package_uris.split(",")
    if args.labels:
        body["labels"] = dict(new_labels(args.labels))
    _add_hardware(args, body)
    add_to_body(args, body)
    origin = body.get("deploymentUri")
    if isinstance(origin, str) and not origin.startswith("gs://"):
        raise UsageError(
            f"{origin} is not in a bucket.",
            why="A version is made from files in Cloud Storage.",
            fix="Give gs://…, or let Modelport upload it too:",
            command="modelport deploy PATH",
        )
    return body


def _add_hardware(args: argparse.Namespace, body: "Body") -> None:
    auto: Body = {}
    if args.min_nodes is not None:
        auto["minNodes"] = args.min_nodes
    if args.max_nodes is not None:
        auto["maxNodes"] = args.max_nodes
    if targets := new_labels(args.metric_targets):
        auto["metrics"] = [
            {"name": name.upper().replace("-", "_"), "target": _whole(target)} for name, target in targets.items()
        ]
    if auto:
        body["autoScaling"] = auto
    if args.accelerator:
        chosen = new_labels(args.accelerator)
        name = chosen.get("type", "").upper().replace("-", "_")
        body["acceleratorConfig"] = {"type": name, "count": chosen.get("count", "1")}


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(f"{text!r} is not a whole number.", fix="Write percent, such as cpu-usage=60.")
    return int(text)


def _config(path: Path) -> "Body":
    from modelport import yaml_text

    try:
        content = yaml_text.load(path.read_text())
    except (OSError, UnicodeDecodeError, yaml_text.NotYaml) as error:
        raise UsageError(f"Cannot read {path}.", why=" ".join(str(error).split()), fix="Give a YAML file.") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path} holds no fields of a version.", fix="Write such as: description: my version")
    return dict(content)
