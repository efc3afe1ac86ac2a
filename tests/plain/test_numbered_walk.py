"""`modelport deploy` on a terminal that can only write lines, as a program of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from modelport.wizard.fields import Choice
from modelport_tui.plain.numbered import NumberedPrompter, matching
from modelport_tui.plain.prompter import Question

from .pseudo_terminal import PseudoTerminal


def test_enter_alone_deploys_on_a_dumb_terminal(terminal: PseudoTerminal, model_file: Path, project: str) -> None:
    program = terminal.start("deploy", str(model_file), "--project", project, stdout=subprocess.PIPE, TERM="dumb")
    questions = 0
    while "type" in terminal.until_asked() and program.poll() is None and questions < 60:
        questions += 1
        terminal.send("\n")
    assert program.stdout is not None
    result = json.loads(program.stdout.read())
    program.stdout.close()
    assert terminal.exit_code() == 0
    assert result["version"]["state"] == "READY"
    assert len(result["predictions"]) >= 1
    assert questions > 20
    assert "\x1b" not in terminal.transcript


def test_ctrl_c_says_that_nothing_was_created(terminal: PseudoTerminal, model_file: Path, project: str) -> None:
    terminal.start("deploy", str(model_file), "--project", project, ACCESSIBLE="1")
    terminal.until_asked()
    terminal.send("\x03")
    assert "Nothing was created." in terminal.until("created.")
    assert terminal.exit_code() == 130


def test_the_end_of_the_input_is_the_same_as_ctrl_c(terminal: PseudoTerminal, model_file: Path) -> None:
    terminal.start("deploy", str(model_file), TERM="dumb")
    terminal.until_asked()
    terminal.send("\x04")
    assert terminal.exit_code() == 130


def test_without_a_terminal_nobody_is_asked(home: Path) -> None:
    words = [sys.executable, "-m", "modelport_tui.cli", "deploy", "--plain"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Model: PATH" in done.stderr
    assert done.stdout == ""


def test_asking_in_numbers_imports_neither_textual_nor_questionary() -> None:
    code = "import sys, modelport_tui.plain.session, modelport_tui.plain.numbered; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"textual", "questionary", "prompt_toolkit"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2", ["b-west"]),
        ("B-WEST", ["b-west"]),
        ("west", ["a-west", "b-west"]),
        ("a-west1", ["a-west1"]),
        ("a-west", ["a-west"]),
        ("0", []),
        ("9", []),
        ("north", []),
    ],
)
def test_a_choice_is_meant_by_its_name_its_number_or_a_part_of_its_name(typed: str, expected: list[str]) -> None:
    names = ["a-west", "b-west"] if "1" not in typed else ["a-west", "a-west1", "a-west12"]
    choices = tuple(Choice(name, name) for name in names)
    assert [choice.value for choice in matching(typed, choices)] == expected


def test_choices_that_are_numbers_are_meant_by_themselves() -> None:
    choices = (Choice("2", "2"), Choice("4", "4"))
    assert [choice.value for choice in matching("2", choices)] == ["2"]
    assert matching("1", choices) == []


def test_what_comes_from_outside_cannot_move_the_cursor(terminal: PseudoTerminal) -> None:
    prompter = NumberedPrompter(terminal.reading, terminal.writing)
    terminal.send("\n")
    assert prompter.text(Question("Name\x1b[2J", "a\x1b]0;x\x07b")).text == "a\x1b]0;x\x07b"
    assert "\x1b" not in terminal.until("type a text: ")


def test_a_part_of_a_name_that_many_have_lists_them(terminal: PseudoTerminal) -> None:
    choices = tuple(Choice(f"region-{number}x", f"region-{number}x") for number in range(20))
    prompter = NumberedPrompter(terminal.reading, terminal.writing)
    terminal.send("n-1\nnowhere\n*\n3\n")
    assert prompter.choose(Question("Region", "region-0x"), choices).text == "region-2x"
    shown = terminal.until("region-2x, then.")
    assert '11 choices have "n-1"' in shown
    assert '"nowhere" is not one of the 20 choices' in shown
