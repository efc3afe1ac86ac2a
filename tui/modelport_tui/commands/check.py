"""`modelport check`: preflight alone. `modelport schema`: the form of a request."""

import argparse
import json
from typing import Any

from modelport.errors import LocalPlatformError, PlatformError
from modelport.preflight import Finding, Severity
from modelport.seen import Seen
from modelport.wizard.checking import findings
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import look_at_everything

from ..diagnostics import report_findings
from ..visible import visible
from .answers import add_answers, first_draft
from .formats import add_format


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser(
        "check",
        help="find what would fail, without deploying",
        description="Read a model without executing it, and find what would make a deployment fail.",
        epilog="example:\n  modelport check ./model.joblib --set version.runtime_version=2.11\n"
        "  modelport check gs://my-bucket/iris/v1 --format json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_answers(parser)
    add_format(parser)
    parser.set_defaults(run=run)
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of a request",
        description="Print the JSON Schema of a request file.",
        epilog="example:\n  modelport schema > request.schema.json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    schema.set_defaults(run=print_schema)


def run(args: argparse.Namespace) -> int:
    """Exit code 3 where there are errors. Raises ModelportError for a file that can't be read."""
    from ..headless import output

    draft = _looked_at(first_draft(args))
    found = findings(draft)
    if args.format == "table":
        report_findings(found)
        output.say(visible(draft.seen.artifact.found if draft.seen.artifact else "no artifact"))
    else:
        output.write({"artifact": _artifact(draft), "findings": [_finding(one) for one in found]}, args.format)
    return 3 if any(finding.severity is Severity.ERROR for finding in found) else 0


def _looked_at(draft: Draft) -> Draft:
    """The draft with its artifact; a bucket is read at the platform, which is not started for it."""
    if draft.text("artifact.source").startswith("gs://"):
        draft = draft.with_seen(platform="asked for objects only")
    draft = look_at_everything(draft, ("artifact",))
    problem = draft.seen.problems.get("artifact.source")
    if isinstance(problem, LocalPlatformError | PlatformError):
        raise problem
    return draft


def print_schema(_args: argparse.Namespace) -> int:
    """Write the schema."""
    from modelport.request import schema

    from ..headless import output

    output.say(json.dumps(schema(), indent=2))
    return 0


def _artifact(draft: Draft) -> dict[str, Any]:
    import msgspec

    seen: Seen = draft.seen
    report: dict[str, Any] = msgspec.to_builtins(seen.artifact) if seen.artifact else {}
    return report


def _finding(finding: Finding) -> dict[str, str]:
    return {name: str(getattr(finding, name)) for name in ("code", "severity", "field", "message", "fix")}
