"""Prompts of questionary, the only place that imports it. Going back is a key on each of them."""

import shutil
import textwrap
from collections.abc import Callable, Sequence
from typing import TextIO

import questionary
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import Completer, PathCompleter, WordCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from modelport.wizard.fields import Choice

from ..visible import visible
from .prompter import Left, Question, Reply, Then
from .wording import shortened

SEARCHED = 12
"""Longer lists are searched by typing."""

_EDITABLE = 200
"""Longer answers are not put into the line to edit; an empty line keeps them."""


class QuestionaryPrompter:
    """Asks with a line or a list that is redrawn while somebody types."""

    def __init__(self, reading: TextIO, writing: TextIO) -> None:
        self._writing = writing
        self._input, self._output = create_input(stdin=reading), create_output(stdout=writing)
        if isinstance(self._output, Vt100_Output):
            self._output.enable_cpr = False  # asking the terminal for its cursor costs a round trip on a slow line

    @property
    def keys(self) -> str:
        """The keys that every prompt has."""
        return (
            "Enter accepts. shift-tab or ctrl-b goes back; ? as the first key, or f1, explains; ctrl-r takes the "
            "suggestion again; tab completes; * as the first key lists what there is; ctrl-c leaves."
        )

    def say(self, text: str) -> None:
        """Write lines, each broken between words where the terminal is narrower."""
        width = shutil.get_terminal_size().columns
        self._writing.write("\n".join(_broken(line, width) for line in visible(text).split("\n")) + "\n")
        self._writing.flush()

    def text(self, question: Question, choices: Sequence[Choice] = ()) -> Reply:
        """Ask for a text; tab completes to a choice."""
        words = WordCompleter([choice.value for choice in choices], sentence=True) if choices else None
        return self._line(question, words)

    def path(self, question: Question) -> Reply:
        """Ask for a path; tab completes it."""
        return self._line(question, PathCompleter(expanduser=True))

    def _line(self, question: Question, completer: Completer | None) -> Reply:
        self._explain(question)
        is_long = len(question.text) > _EDITABLE
        start = "" if is_long else visible(question.text)
        label = (
            f"{question.label} (Enter keeps {shortened(question.text, 24)}; - empties it)"
            if is_long
            else question.label
        )
        reply = self._ask(
            lambda: questionary.text(visible(label), start, completer=completer, complete_while_typing=False), start
        )
        if is_long and reply.text in ("", "-"):
            return Reply("" if reply.text else question.text, reply.then)
        return Reply(question.text, reply.then) if reply.text == start and not is_long else reply

    def confirm(self, question: Question) -> Reply:
        """Ask for yes or no: y and n answer at once."""
        self._explain(question)
        reply = self._ask(lambda: questionary.confirm(visible(question.label), question.text == "yes"))
        return Reply({"True": "yes", "False": "no"}.get(reply.text or ""), reply.then)

    def choose(self, question: Question, choices: Sequence[Choice], columns: Sequence[str] = ()) -> Reply:
        """Ask for a choice with the arrow keys; a long list is narrowed by typing."""
        self._explain(question)
        is_long = len(choices) > SEARCHED
        shown = [choice for choice in choices if not (is_long and choice.unavailable)]
        widths = _widths(shown, columns)
        if columns:
            self.say("   " + _row(columns, widths))
        return self._ask(
            lambda: questionary.select(
                visible(question.label),
                [_as_choice(choice, widths) for choice in shown],
                default=question.text if any(choice.value == question.text for choice in shown) else None,
                use_search_filter=is_long,
                use_jk_keys=False,
                instruction="(type to search)" if is_long else " ",
            )
        )

    def _explain(self, question: Question) -> None:
        self.say("")
        if question.reason:
            self.say(textwrap.indent(question.reason, "  "))
        elif not question.text and question.placeholder:
            self.say(textwrap.indent(question.placeholder, "  "))

    def _ask(self, make: Callable[[], questionary.Question], start: str | None = None) -> Reply:
        """Run a prompt; `start` is what its line holds at first, None for a prompt without a line."""
        with create_app_session(self._input, self._output):
            application = (prompt := make()).application
            own = application.key_bindings
            application.key_bindings = merge_key_bindings([*([own] if own else []), _keys(start)])
            try:
                answer = prompt.unsafe_ask()
            except (KeyboardInterrupt, EOFError):
                raise Left from None
        return answer if isinstance(answer, Reply) else Reply(str(answer))


def _broken(line: str, width: int) -> str:
    """The line as lines of at most `width` characters, indented alike; a command stays whole, as it is copied."""
    text = line.lstrip()
    if len(line) <= width or text.startswith("$ ") or " --" in text:
        return line
    indent = line.removesuffix(text)
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _keys(start: str | None) -> KeyBindings:
    """The keys of every prompt; going back takes along what stands in the line."""
    bindings = KeyBindings()

    def leaving(then: Then) -> Callable[[KeyPressEvent], None]:
        def leave(event: KeyPressEvent) -> None:
            line = event.app.current_buffer.text
            typed = line if start is not None and line != start and then is Then.BACK else None
            event.app.exit(result=Reply(typed, then))

        return leave

    @Condition
    def is_untouched() -> bool:
        from prompt_toolkit.application import get_app

        return start is None or get_app().current_buffer.text == start

    for key in ("s-tab", "c-b"):
        bindings.add(key, eager=True)(leaving(Then.BACK))
    bindings.add("?", eager=True, filter=is_untouched)(leaving(Then.EXPLAIN))
    bindings.add("f1", eager=True)(leaving(Then.EXPLAIN))
    bindings.add("*", eager=True, filter=is_untouched)(leaving(Then.LIST))
    bindings.add("c-r", eager=True)(leaving(Then.RESET))
    return bindings


def _as_choice(choice: Choice, widths: Sequence[int]) -> questionary.Choice:
    title = visible(_row((choice.label, *choice.cells), widths))
    width = shutil.get_terminal_size().columns - 4
    fits = len(title) + len(choice.note) + 2 <= width
    note = visible(choice.note)
    return questionary.Choice(
        f"{title}  {note}" if note and fits else title,
        choice.value,
        disabled=choice.unavailable or None,
        description=textwrap.fill(note, width, initial_indent=" " * 15, subsequent_indent="  ").strip()
        if note and not fits
        else None,
    )


def _widths(choices: Sequence[Choice], columns: Sequence[str]) -> list[int]:
    rows = [tuple(columns), *((choice.label, *choice.cells) for choice in choices if columns)]
    return [max(len(row[place]) for row in rows if place < len(row)) for place in range(len(columns))]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.ljust(widths[place]) if place < len(widths) else cell for place, cell in enumerate(cells)]
    return "  ".join(padded).rstrip()
