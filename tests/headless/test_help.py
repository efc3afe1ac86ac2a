"""What `--help` promises: one line and an example for every command, which the command understands."""

import argparse
import re
import shlex
from collections.abc import Iterator

import pytest

from modelport_tui.cli import MODULES, build_parser
from modelport_tui.commands.before import after_command

Command = tuple[str, argparse.ArgumentParser]


def commands(parser: argparse.ArgumentParser) -> Iterator[Command]:
    """Every command and group of commands by its name."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in dict.fromkeys(action.choices.values()):
                yield child.prog, child
                yield from commands(child)


COMMANDS = dict(commands(build_parser()))


def examples(text: str) -> list[list[str]]:
    """The words after `modelport` of each example, which ends with its line, a pipe, `)`, `>` or an explanation."""
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    calls = [re.search(r"\bmodelport((?: [^ |)>]+)+)", line) for line in lines]
    return [shlex.split(call[1]) for call in calls if call]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_a_command_does_in_a_sentence(name: str) -> None:
    assert (COMMANDS[name].description or "").endswith(".")
    assert "\n" not in (COMMANDS[name].description or "\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_understood(name: str) -> None:
    parser = COMMANDS[name]
    found = examples(parser.epilog or "")
    assert found, f"{name} has no example"
    for words in found:
        args = build_parser().parse_args(after_command(words))
        assert " ".join(["modelport", *words]).startswith(f"{name} ") or words == name.split()[1:], words
        assert callable(args.run)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name.count(" ") == 1])
def test_a_command_is_declared_by_the_module_that_is_imported_for_it(name: str) -> None:
    alone = build_parser([MODULES[name.removeprefix("modelport ")]])
    assert name in dict(commands(alone))


def test_the_examples_of_the_whole_are_understood() -> None:
    for words in examples(build_parser().epilog or ""):
        build_parser().parse_args(words)
