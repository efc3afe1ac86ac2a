"""A real embedded platform and a real model for the screens."""

import pytest

from embedded_home import at_home, draft, home, model_file, project

__all__ = ["at_home", "draft", "home", "model_file", "project"]


@pytest.fixture(autouse=True)
def _environment(at_home: None) -> None:
    """Every test is at home."""
