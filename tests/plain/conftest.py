"""A real embedded platform, a real model, and pseudo-terminals for plain mode."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_home import at_home, draft, home, model_file, project

from .pseudo_terminal import PseudoTerminal

__all__ = ["at_home", "draft", "home", "model_file", "project"]


@pytest.fixture(autouse=True)
def _environment(at_home: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can redraw, and no draft of another test."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("ACCESSIBLE", raising=False)
    shutil.rmtree(home / "drafts", ignore_errors=True)


@pytest.fixture
def terminal() -> Iterator[PseudoTerminal]:
    """A terminal of 100 columns and 40 rows."""
    terminal = PseudoTerminal()
    yield terminal
    terminal.close()
