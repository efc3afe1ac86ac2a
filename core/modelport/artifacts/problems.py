"""The problems an artifact can have: each with a stable code, words for people and what to do."""

from .report import ArtifactProblem


def error(code: str, message: str, fix: str) -> ArtifactProblem:
    """A problem with which the deployment, or every prediction, would fail."""
    return ArtifactProblem(f"artifact.{code}", "error", message, fix)


def warning(code: str, message: str, fix: str) -> ArtifactProblem:
    """A problem that may be none."""
    return ArtifactProblem(f"artifact.{code}", "warning", message, fix)


def info(code: str, message: str, fix: str, better_source: str = "") -> ArtifactProblem:
    """What is good to know."""
    return ArtifactProblem(f"artifact.{code}", "info", message, fix, better_source)


def truncated() -> ArtifactProblem:
    """The file ends before the model does."""
    return error(
        "truncated",
        "The file ends in the middle of the model, as after an interrupted copy or a full disk.",
        "Save or copy it again, and compare the sizes.",
    )


def read_in_part() -> ArtifactProblem:
    """A limit was reached before the end."""
    return warning(
        "read-in-part",
        "The file is so large or so deeply nested that only its beginning was read; the rest was not checked.",
        "Use it only if you made it yourself, and try it on the embedded platform first.",
    )
