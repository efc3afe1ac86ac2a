"""A finding: something about a request that would fail, surprise or cost."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Apply: TypeAlias = tuple[str, str] | None


class Severity(StrEnum):
    """`error` stops a deployment; `warning` and `info` don't."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stable code (rules of the platform by their number, such as `R16`), where it is, and what to do about it.

    `apply` is the answer that mends it, as the field's key and the text to put there, where one field is all it takes.
    """

    code: str
    severity: Severity
    field: str
    message: str
    fix: str
    apply: Apply = None


def error(code: str, field: str, message: str, fix: str, apply: Apply = None) -> Finding:
    """A finding that stops the deployment."""
    return Finding(code, Severity.ERROR, field, message, fix, apply)


def warning(code: str, field: str, message: str, fix: str, apply: Apply = None) -> Finding:
    """A finding that lets the deployment go on."""
    return Finding(code, Severity.WARNING, field, message, fix, apply)


def info(code: str, field: str, message: str, fix: str, apply: Apply = None) -> Finding:
    """A finding that is good to know."""
    return Finding(code, Severity.INFO, field, message, fix, apply)
