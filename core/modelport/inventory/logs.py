"""A version's log: which lines a text means, how a line reads, and the whole of it as a file."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from modelport.errors import ModelportError
from modelport.platforms.logging import LogLine

from .words import holding

UNSAFE = re.compile("[^A-Za-z0-9_-]+")


def matcher(text: str) -> Callable[[LogLine], bool]:
    """Whether a line holds every word, and none that stands after a `!`, without regard to case."""
    fits = holding(text)
    return lambda line: fits(f"{line.severity} {line.node} {line.text}")


def file_for(folder: Path, model: str, version: str) -> Path:
    """A path in a folder that nothing has yet: `MODEL-VERSION.log`, or with a number before the dot."""
    stem = UNSAFE.sub("_", f"{model}-{version}")[:100]
    path, number = folder / f"{stem}.log", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}.log", number + 1
    return path


def save(path: Path, lines: Iterable[LogLine], is_cancelled: Callable[[], bool]) -> int:
    """Writes lines as they come and gives their number; nothing is left of a log that was not read to the end.

    Raises ModelportError, also where the path exists.
    """
    count = 0
    try:
        with path.open("x", encoding="utf-8", errors="replace") as file:
            try:
                for line in lines:
                    if is_cancelled():
                        raise _not_written(path, "It was cancelled.")
                    file.write(as_text(line) + "\n")
                    count += 1
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise _not_written(path, error.strerror or str(error)) from error
    return count


def as_text(line: LogLine) -> str:
    """Time, severity, node and text on one line; control characters in it are escaped."""
    text = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in line.text)
    return " ".join(filter(None, (line.timestamp, f"{line.severity:<7}", line.node, text)))


def _not_written(path: Path, why: str) -> ModelportError:
    return ModelportError(
        f"The log could not be written to {path}.", why=why, fix="Start Modelport in a folder that you can write to."
    )
