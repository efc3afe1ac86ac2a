"""The plainest prompts: lines out, lines in. Nothing is redrawn, no cursor moves, and each default is read out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TextIO

from modelport.wizard.fields import Choice

from ..visible import visible
from .prompter import Left, Question, Reply, Then
from .wording import shortened

READ_OUT = 12
"""Longer lists are read out on demand."""

_COMMANDS = {"<": Then.BACK, "?": Then.EXPLAIN, "*": Then.LIST, "=": Then.RESET}
_WORDS = {"y": "yes", "n": "no"}


class NumberedPrompter:
    """Asks on `writing` and reads the answers from `reading`, a line each."""

    def __init__(self, reading: TextIO, writing: TextIO) -> None:
        self._reading, self._writing = reading, writing

    @property
    def keys(self) -> str:
        """The characters that mean something alone on a line."""
        return (
            "Enter keeps the answer that is read out. Alone on a line: < goes back, ? explains, - empties the answer, "
            "= takes the suggestion again, * lists what there is. Ctrl-C leaves."
        )

    def say(self, text: str) -> None:
        """Write lines."""
        self._writing.write(visible(text) + "\n")
        self._writing.flush()

    def text(self, question: Question, choices: Sequence[Choice] = ()) -> Reply:
        """Ask for a text; the number of a choice stands for it."""
        self._read_out(question)
        if len(choices) <= READ_OUT:
            self._list(choices)
        typed = self._line(f"{_enter(question)}type {question.hint}{_such_as(question)}: ")
        if typed.isdecimal() and 0 < int(typed) <= len(choices):
            return Reply(choices[int(typed) - 1].value)
        return self._reply(question, typed)

    def path(self, question: Question) -> Reply:
        """Ask for a path."""
        return self.text(question)

    def confirm(self, question: Question) -> Reply:
        """Ask for yes or no."""
        self._read_out(question)
        typed = self._line(f"{_enter(question)}type yes or no: ")
        return self._reply(question, _WORDS.get(typed.lower(), typed))

    def choose(self, question: Question, choices: Sequence[Choice], columns: Sequence[str] = ()) -> Reply:
        """Ask for a number, a name or a part of a name, until it is one of the choices."""
        in_words = _with_label(question, choices)
        enter = _enter(in_words) if any(choice.value == question.text for choice in choices) else ""
        self._read_out(in_words)
        if len(choices) <= READ_OUT:
            self._list(choices, columns)
        while True:
            typed = self._line(f"{enter or 'Please '}type {_what_to_type(choices)}: ")
            if typed == "*":
                self._list(choices, columns)
            elif typed in ("", *_COMMANDS):
                return self._reply(question, typed)
            elif chosen := self._chosen(typed, choices, columns):
                return Reply(chosen.value)

    def _chosen(self, typed: str, choices: Sequence[Choice], columns: Sequence[str]) -> Choice | None:
        hits = matching(typed, choices)
        if len(hits) == 1 and hits[0].unavailable:
            self.say(f"{hits[0].label} can't be chosen: {hits[0].unavailable}")
        elif len(hits) == 1:
            self.say(f"{hits[0].label}, then.")
            return hits[0]
        elif hits:
            self.say(f'{len(hits)} choices have "{typed}" in their name:')
            self._list(choices, columns, only=hits)
        else:
            self.say(f'"{typed}" is not one of the {len(choices)} choices; * lists them.')
        return None

    def _reply(self, question: Question, typed: str) -> Reply:
        if not typed:
            return Reply(question.text)
        if typed in _COMMANDS:
            return Reply(then=_COMMANDS[typed])
        return Reply("" if typed == "-" else typed)

    def _read_out(self, question: Question) -> None:
        reason = f" ({question.reason})" if question.reason else ""
        self.say(f"\n{question.label}: {shortened(question.text) or 'no answer yet'}{reason}")

    def _list(self, choices: Sequence[Choice], columns: Sequence[str] = (), only: Sequence[Choice] = ()) -> None:
        for number, choice in enumerate(choices, 1):
            if not only or choice in only:
                mark = "  " if _are_numbers(choices) else f"  {number}. "
                self.say(mark + _described(choice, columns))

    def _line(self, prompt: str) -> str:
        self._writing.write(visible(prompt))
        self._writing.flush()
        try:
            line = self._reading.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            self._writing.write("\n")
            raise Left
        return line.strip()


def matching(typed: str, choices: Sequence[Choice]) -> Sequence[Choice]:
    """The choices that `typed` can mean: a name as it is, else a number, else a part of names."""
    wanted = typed.casefold()
    exact = [choice for choice in choices if wanted in (choice.value.casefold(), choice.label.casefold())]
    if exact:
        return exact[:1]
    if typed.isdecimal() and not _are_numbers(choices):
        return choices[int(typed) - 1 : int(typed)] if int(typed) else ()
    return [choice for choice in choices if wanted in choice.value.casefold() or wanted in choice.label.casefold()]


def _are_numbers(choices: Sequence[Choice]) -> bool:
    """Whether numbering the choices would only confuse."""
    return any(choice.value.isdecimal() for choice in choices)


def _what_to_type(choices: Sequence[Choice]) -> str:
    if len(choices) > READ_OUT:
        return f"a name or a part of one; * lists all {len(choices)}"
    if _are_numbers(choices):
        return "one of these"
    return f"a number from 1 to {len(choices)}, or a name" if len(choices) > 1 else "1, or the name"


def _with_label(question: Question, choices: Sequence[Choice]) -> Question:
    """The question with the answer in force as people read it."""
    return replace(question, text=next((one.label for one in choices if one.value == question.text), question.text))


def _described(choice: Choice, columns: Sequence[str]) -> str:
    """A choice as a sentence: a table read out cell by cell."""
    cells = [f"{name} {cell}" for name, cell in zip(columns[1:], choice.cells, strict=False)]
    why_not = f"can't be chosen: {choice.unavailable}" if choice.unavailable else ""
    return ", ".join(filter(None, [choice.label, *cells, choice.note, why_not]))


def _enter(question: Question) -> str:
    return f"Enter for {shortened(question.text)}, or " if question.text else "Enter leaves it empty, or "


def _such_as(question: Question) -> str:
    return f" ({question.placeholder})" if question.placeholder and not question.text else ""
