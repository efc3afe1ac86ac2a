"""`modelport predict`: online predictions of a model or of one version."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from modelport.errors import NotFound
from modelport.shell import flag

from .finding import absent
from .instances import add_instances, given_request
from .project import add_where, opened

if TYPE_CHECKING:
    from modelport.platforms.bodies import Body


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "predict",
        help="ask a version for predictions",
        description="Ask a version, or a model's default version, for predictions.",
        epilog="examples:\n  modelport predict --model iris --json-instances instances.json\n"
        "  echo '[5.1, 3.5, 1.4, 0.2]' | modelport predict --model iris --version v2 --json-instances -",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", required=True, help="the model")
    parser.add_argument("--version", default="", help="a version (default: the model's default version)")
    add_instances(parser)
    parser.add_argument("--signature-name", help="the signature of a SavedModel")
    add_where(parser)
    parser.set_defaults(run=_predict)


def _predict(args: argparse.Namespace) -> int:
    from modelport.versions import ask

    from ..headless import output

    body = request_body(args)
    with opened(args) as where:
        region = where.region_of(args.model)
        try:
            with where.connections.borrowed(region) as serving:
                answer, _ = ask(serving, where.version_path(args.model, args.version), body)
        except NotFound as error:
            raise absent(where, region, args.model, args.version, _parts(args)) or error from error
    output.write(_table(answer) if args.format == "table" else answer, args.format)
    return 0


def _parts(args: argparse.Namespace) -> tuple[str, ...]:
    """The command again, but for the endpoint."""
    names = ("model", "version", "json-instances", "text-instances", "json-request", "signature-name")
    return "predict", *(flag(name, getattr(args, name.replace("-", "_"))) for name in names)


def request_body(args: argparse.Namespace) -> "Body":
    """The body of the predict request; raises UsageError for what can't be read as instances."""
    body = given_request(args)
    return body | ({"signature_name": args.signature_name} if args.signature_name else {})


def _table(answer: dict[str, Any]) -> Any:
    """Predictions as rows; an answer of another form as it is."""
    predictions = answer.get("predictions")
    if not isinstance(predictions, list):
        return answer
    rows = [one if isinstance(one, dict) else {"prediction": one} for one in predictions]
    return [{key: _cell(value) for key, value in row.items()} for row in rows]


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
