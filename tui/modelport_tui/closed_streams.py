"""Standard streams that whoever started the program has closed, as `>&-` does in a shell."""

import os
import sys
from typing import TextIO

# What is written to stdout must not be lost without a word: a stream that can only be read refuses it.
_FLAGS = (os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)


def mend_closed_streams() -> None:
    """Put something in the place of each, so that no file opened later is taken for it."""
    for number, flags in enumerate(_FLAGS):
        if not _is_open(number):
            os.open(os.devnull, flags)  # takes the lowest number that is free
    sys.stdin = sys.stdin or open(0, encoding="utf-8")  # noqa: SIM115 open until the end of the process
    sys.stdout = sys.stdout or _writer(1)
    sys.stderr = sys.stderr or _writer(2)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _writer(number: int) -> TextIO:
    return open(number, "w", encoding="utf-8")
