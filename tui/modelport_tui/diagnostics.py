"""What goes to stderr: notices, and errors with what to do next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from modelport.errors import ModelportError

from .visible import visible

if TYPE_CHECKING:
    from modelport.preflight import Finding

MARKS = {"error": "✗", "warning": "▲", "info": "ℹ"}


def note(text: str) -> None:
    """A line for people; data never goes here."""
    sys.stderr.write(visible(text) + "\n")
    sys.stderr.flush()


def show_calls() -> None:
    """From now on a line for each call to the platform; a full-screen app keeps it off its screen."""
    import logging

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            note(record.getMessage())

    log = logging.getLogger("modelport.http")
    log.setLevel(logging.DEBUG)
    log.handlers, log.propagate = [Notes()], False


def report(error: ModelportError) -> None:
    """An error: what happened, why, what to do next."""
    for line in error_lines(error):
        note(line)


def error_lines(error: ModelportError) -> tuple[str, ...]:
    """An error as lines of text: the same on every front end."""
    lines = [f"✗ {error.summary}"]
    lines += [f"  {line}" for line in error.why.splitlines()]
    lines += [f"  → {error.fix}"] if error.fix else []
    lines += [f"  $ {error.command}"] if error.command else []
    return tuple(lines)


def report_findings(findings: tuple[Finding, ...]) -> None:
    """Findings, each with its place, message and fix."""
    for finding in findings:
        note(f"{MARKS[finding.severity]} {finding.severity} {finding.field}: {finding.message} [{finding.code}]")
        if finding.fix:
            note(f"  → {finding.fix}")
