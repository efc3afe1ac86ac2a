"""What to do with an exception that nobody expected: keep it in a file, and say so in words."""

import errno
import time
import traceback

from .errors import ModelportError
from .home import modelport_home


def as_defect(error: BaseException) -> ModelportError:
    """The error for a defect of Modelport; its traceback is written to `crashes/` in Modelport's home.

    A full disk is no defect, wherever it is met.
    """
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = f": {error.filename}" if error.filename else ""
        return ModelportError(
            "There is no space left to write.",
            why=f"{error.strerror}{where}.",
            fix="Free some space, then run it again.",
        )
    text = "".join(traceback.format_exception(error))
    try:
        path = modelport_home() / "crashes" / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**9:09}.txt"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(text)
        where = f"What Modelport was doing is in {path}."
    except (OSError, ModelportError):
        where = "It could not be written to a file either."
    return ModelportError(
        "Something in Modelport is broken; this is not your mistake.",
        why=f"{type(error).__name__}: {error}".splitlines()[0],
        fix=f"{where} Please report it. What exists on the platform is untouched, and trying again is safe: "
        "a deployment goes on with modelport resume.",
        raw=text,
    )
