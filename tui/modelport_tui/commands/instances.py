"""The three files that instances come from, as `gcloud ai-platform predict` has them."""

import argparse
from typing import Any

from ..diagnostics import note


def add_instances(parser: argparse.ArgumentParser) -> None:
    """Declare them; exactly one is needed."""
    files = parser.add_mutually_exclusive_group(required=True)
    files.add_argument("--json-instances", metavar="FILE", help="one JSON instance a line; - is stdin")
    files.add_argument("--text-instances", metavar="FILE", help="one text instance a line; - is stdin")
    files.add_argument("--json-request", metavar="FILE", help='a whole request, {"instances": […]}; - is stdin')


def given_request(args: argparse.Namespace) -> dict[str, Any]:
    """The body of a request with what the flags name. Raises UsageError."""
    from modelport import instances

    if args.json_request is not None:
        return instances.read_json_request(args.json_request)
    if args.text_instances is not None:
        return {"instances": instances.read_text_instances(args.text_instances)}
    given = instances.read_json_instances(args.json_instances)
    if advice := instances.advice(given):
        note(f"▲ {advice}")
    return {"instances": given}
