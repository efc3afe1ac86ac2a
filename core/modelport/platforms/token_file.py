"""A bearer token kept in a file."""

import shlex
from pathlib import Path

from modelport.errors import NotAuthenticated


def read_token(path: Path) -> str:
    """The token; raises NotAuthenticated where the file can't be read."""
    try:
        return path.read_text("ascii", "ignore").strip()
    except OSError as error:
        raise NotAuthenticated(
            f"Cannot read the access token in {path}.",
            why=error.strerror or str(error),
            fix="Write a valid access token into this file.",
            command=f"gcloud auth print-access-token > {shlex.quote(str(path))}",
        ) from error
