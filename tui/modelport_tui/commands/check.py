"""`modelport check`: preflight alone. `modelport schema`: the form of a request."""

import argparse
import json
from typing import Any

from modelport.errors import LocalPlatformError, PlatformError
from modelport.preflight import Finding, Severity
from modelport.seen import Seen
from modelport.wizard.checking import findings
from modelport.wizard.draft import Draft
from modelport.wizard.glance import look_without_starting

from ..diagnostics import note, report_findings
from ..visible import visible
from ..waiting import told_if_slow
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
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    if args.format == "table":
        report_findings(found)
        note(f"✗ {errors} {'errors' if errors > 1 else 'error'}" if errors else "✓ No error was found.")
        output.say(visible(_in_words(draft)))
    else:
        output.write({"artifact": _artifact(draft), "findings": [_finding(one) for one in found]}, args.format)
    return 3 if errors else 0


def _in_words(draft: Draft) -> str:
    """What the artifact is; the files that a routine reads are no model that anybody could recognise."""
    artifact, routine = draft.seen.artifact, draft.request().artifact.prediction_class
    if artifact is None:
        return "no artifact"
    count = len(artifact.files)
    unknown = f"{artifact.source}: {count} {'files' if count > 1 else 'file'}, no model was recognised"
    return artifact.found or (f"{unknown}; {routine} loads them" if routine else unknown)


def _looked_at(draft: Draft) -> Draft:
    """The draft with what is there; a bucket is read at the platform, which is not started for it."""
    with told_if_slow("what the files and the platform say"):
        draft = look_without_starting(draft)
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
