"""Lines of a log: found by words, and as a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelport.errors import ModelportError, Unreachable
from modelport.inventory.logs import file_for, matcher, save
from modelport.platforms.logging import LogLine


def line(text: str, severity: str = "INFO", node: str = "node-1") -> LogLine:
    return LogLine(text, "2020-11-26T07:00:00Z", severity, text, node)


@pytest.mark.parametrize(
    ("words", "fits"),
    [("", True), ("PREDICT 200", True), ("predict 500", False), ("node-1 info", True), ("!predict", False),
     ("!error", True), ("!", True)],
)  # fmt: skip
def test_a_line_fits_when_it_holds_every_word_and_no_unwanted_one(words: str, fits: bool) -> None:
    assert matcher(words)(line("predict 200 in 1.0 ms")) is fits


def test_the_file_of_a_log_is_a_new_one_in_the_folder_whatever_the_names(tmp_path: Path) -> None:
    assert file_for(tmp_path, "iris", "v1") == tmp_path / "iris-v1.log"
    (tmp_path / "iris-v1.log").touch()
    assert file_for(tmp_path, "iris", "v1") == tmp_path / "iris-v1-2.log"
    assert file_for(tmp_path, "../../etc/x", "\x1b[31m").parent == tmp_path


def test_a_saved_line_is_one_line_whatever_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "iris.log"
    assert save(path, [line("two\nlines \x1b[31m"), line("ä")], lambda: False) == 2
    first, second = path.read_text(encoding="utf-8").splitlines()
    assert first == r"2020-11-26T07:00:00Z INFO    node-1 two\nlines \x1b[31m"
    assert second.endswith(" ä")


def test_a_log_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[LogLine]:
        yield line("first")
        raise Unreachable("gone")

    with pytest.raises(Unreachable):
        save(tmp_path / "broken.log", broken(), lambda: False)
    with pytest.raises(ModelportError, match="cancelled"):
        save(tmp_path / "cancelled.log", [line("first")], lambda: True)
    assert not list(tmp_path.iterdir())


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "iris.log"
    path.write_text("mine")
    with pytest.raises(ModelportError, match="could not be written"):
        save(path, [], lambda: False)
    assert path.read_text() == "mine"
