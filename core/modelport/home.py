"""Where Modelport keeps its state; nothing else on the machine is written."""

import os
from pathlib import Path

from modelport.user_paths import expanded

from .errors import ModelportError


def modelport_home() -> Path:
    """`$MODELPORT_HOME`, or the user data directory of the system; created for this user alone (0700)."""
    named = os.environ.get("MODELPORT_HOME")
    if named:
        return _private(expanded(named).absolute())
    from platformdirs import user_data_path

    return _private(user_data_path("modelport", appauthor=False))


def local_home() -> Path:
    """The embedded platform's directory: its store, `server.json`, `token` and `server.log`."""
    return _private(modelport_home() / "local")


def has_local_home() -> bool:
    """Whether there has been an embedded platform; makes no directory."""
    return (modelport_home() / "local").is_dir()


def runs_home() -> Path:
    """The journals of runs."""
    return _private(modelport_home() / "runs")


def uploads_home() -> Path:
    """The sessions of uploads that were cut off."""
    return _private(modelport_home() / "uploads")


def drafts_home() -> Path:
    """Answers of wizards that were left before the end."""
    return _private(modelport_home() / "drafts")


def target_file() -> Path:
    """The platform that was chosen last, as a word."""
    return modelport_home() / "target"


def _private(directory: Path) -> Path:
    try:
        if not directory.is_dir():
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ModelportError(
            f"Cannot create {directory}.",
            why=error.strerror or str(error),
            fix="Name another directory for Modelport's state.",
            command="export MODELPORT_HOME=DIRECTORY",
        ) from error
    return directory
