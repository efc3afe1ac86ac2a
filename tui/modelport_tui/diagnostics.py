"""What goes to stderr: notices, and errors with what to do next."""

import sys

from modelport.errors import ModelportError
from modelport.preflight import Finding

from .visible import visible

MARKS = {"error": "✗", "warning": "▲", "info": "ℹ"}


def note(text: str) -> None:
    """A line for people; data never goes here."""
    sys.stderr.write(visible(text) + "\n")
    sys.stderr.flush()


def report(error: ModelportError) -> None:
    """An error: what happened, why, what to do next."""
    note(f"✗ {error.summary}")
    for line in filter(None, error.why.splitlines()):
        note(f"  {line}")
    if error.fix:
        note(f"  → {error.fix}")
    if error.command:
        note(f"  $ {error.command}")


def report_findings(findings: tuple[Finding, ...]) -> None:
    """Findings, each with its place, message and fix."""
    for finding in findings:
        note(f"{MARKS[finding.severity]} {finding.severity} {finding.field}: {finding.message} [{finding.code}]")
        if finding.fix:
            note(f"  → {finding.fix}")
