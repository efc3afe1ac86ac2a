"""Copying out of the app: by the terminal, which gives no answer, and into a file, which is there for certain."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TypeVar

from textual.app import App

from modelport.errors import ModelportError
from modelport.home import modelport_home

FILE = "clipboard.txt"
Result = TypeVar("Result")
SENT = "Sent to the terminal's clipboard"


def copy_text(app: App[Result], text: str) -> str:
    """Copy `text`; gives the sentence to show, with the file that holds it too. Raises nothing."""
    text = text.encode(errors="replace").decode()
    app.copy_to_clipboard(text)
    try:
        return f"{SENT}; also in {_keep(text)}"
    except ModelportError as error:
        return f"{SENT}. {error.summary}"
    except OSError as error:
        return f"{SENT}. It could not be kept in a file too: {error.strerror or error}."


def _keep(text: str) -> Path:
    """Replaces the file as a whole, readable for this user alone."""
    path = modelport_home() / FILE
    handle, name = tempfile.mkstemp(prefix=".clipboard-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return path
