"""Output in an encoding that lacks some characters, as in a locale that isn't UTF-8."""

import codecs
import io
import sys

NAME = "modelport.escapes"


def write_whatever_the_encoding_has() -> None:
    """Let characters that stdout or stderr lack become escapes: tables stay readable, and JSON stays JSON."""
    codecs.register_error(NAME, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NAME)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """JSON's own escapes, `\\u2605`; what can't be decoded raises as before."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import json

    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
