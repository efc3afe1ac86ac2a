"""`modelport deploy --plain` on a terminal that can redraw, as a program of its own; its screen is read."""

import subprocess
from pathlib import Path

import pytest

from modelport_tui.plain.prompts import QuestionaryPrompter
from modelport_tui.plain.session import terminal_prompter

from .pseudo_terminal import PseudoTerminal


def press(terminal: PseudoTerminal, shown: str, keys: str) -> str:
    """Wait until something is on the screen, then press keys on a screen that is wiped; gives what was there."""
    screen = terminal.until_shown(shown)
    terminal.clear()
    terminal.send(keys)
    return screen


def test_a_walk_goes_forth_and_back_errs_mends_and_leaves(
    terminal: PseudoTerminal, model_file: Path, project: str
) -> None:
    terminal.start("deploy", "--plain", str(model_file), "--project", project)
    assert "needs no account" in press(terminal, "? Platform", "\r")
    press(terminal, f"? Project {project}", "\r")
    press(terminal, f"? Bucket {project}-aiplatform", "_UPPER\x1b[Z")
    press(terminal, f"? Project {project}", "\r")
    press(terminal, f"? Bucket {project}-aiplatform_UPPER", "\r")
    assert terminal.until_drawn()
    assert "→" in terminal.display
    press(terminal, f"? Bucket {project}-aiplatform_UPPER", "\x7f" * 6 + "\r")
    press(terminal, "asia-northeast3", "?")
    assert "single region" in terminal.until_shown("asia-northeast3")
    press(terminal, "asia-northeast3", "europe-west4")
    press(terminal, "/ europe-west4", "\r")
    press(terminal, f"? Model {model_file}"[:60], "\x03")
    assert terminal.exit_code() == 130
    assert "Nothing was created. What you typed is kept" in terminal.until_shown("Nothing was created")


def test_enter_alone_deploys(terminal: PseudoTerminal, model_file: Path, project: str) -> None:
    program = terminal.start("deploy", "--plain", str(model_file), "--project", project, stdout=subprocess.PIPE)
    presses = 0
    while terminal.until_drawn() and presses < 60:
        presses += 1
        terminal.send("\r")
    assert program.stdout is not None
    assert b'"state": "READY"' in program.stdout.read()
    program.stdout.close()
    assert terminal.exit_code() == 0


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"TERM": "dumb"}, "NumberedPrompter"),
        ({"TERM": ""}, "NumberedPrompter"),
        ({"ACCESSIBLE": "1"}, "NumberedPrompter"),
        ({"ACCESSIBLE": "0"}, "QuestionaryPrompter"),
    ],
)
def test_the_terminal_decides_how_to_ask(
    variables: dict[str, str],
    name: str,
    terminal: PseudoTerminal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr("sys.stdin", terminal.reading)
    monkeypatch.setattr("sys.stderr", terminal.writing)
    assert type(terminal_prompter()).__name__ == name


def test_prose_is_broken_between_words_and_commands_are_left_whole(
    terminal: PseudoTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    command = f"  $ gcloud storage cp {'x' * 40} gs://bucket"
    prompter = QuestionaryPrompter(terminal.reading, terminal.writing)
    prompter.say(f"▲ {'word ' * 12}here.\n  → {'word ' * 12}there.\n{command}")
    terminal.until_shown("bucket")
    *prose, written = terminal.transcript.replace("\r", "").rstrip().splitlines()
    assert written == command
    assert max(map(len, prose)) <= 40
    assert [line[:7] for line in prose] == ["▲ word ", "word wo", "  → wor", "  word "]
