"""Exceptions that nobody expected, in words."""

import errno
from pathlib import Path

import pytest

from modelport.defects import as_defect


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    return tmp_path


def test_a_defect_is_kept_in_a_file_of_its_own(home: Path) -> None:
    for text in ("first", "second"):
        assert as_defect(RuntimeError(text)).why == f"RuntimeError: {text}"
    assert len(list((home / "crashes").iterdir())) == 2


def test_a_full_disk_is_no_defect(home: Path) -> None:
    error = as_defect(OSError(errno.ENOSPC, "No space left on device", "/var/request.yaml"))
    assert error.summary == "There is no space left to write."
    assert error.why == "No space left on device: /var/request.yaml."
    assert not (home / "crashes").exists()
