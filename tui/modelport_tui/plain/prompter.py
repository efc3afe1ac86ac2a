"""What asking needs: a question, a reply, and whoever asks. Nothing here knows a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from modelport.wizard.fields import Choice


class Left(Exception):
    """Somebody pressed Ctrl-C, or the input ended."""


class Then(Enum):
    """What somebody wants after a question."""

    NEXT = auto()
    BACK = auto()
    EXPLAIN = auto()
    LIST = auto()
    RESET = auto()


@dataclass(frozen=True, slots=True)
class Reply:
    """The text that was typed or chosen, None where it stays as it is; and what is wanted next."""

    text: str | None = None
    then: Then = Then.NEXT


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is the answer in force and `reason` its source in words; `hint` says what can be typed."""

    label: str
    text: str = ""
    reason: str = ""
    hint: str = "a text"
    placeholder: str = ""


class Prompter(Protocol):
    """Asks one question at a time. Every method raises `Left`; none of them validates."""

    @property
    def keys(self) -> str:
        """How to answer, go back and leave, in a sentence or two."""

    def say(self, text: str) -> None:
        """Show lines of text, control characters made visible."""

    def text(self, question: Question, choices: Sequence[Choice] = ()) -> Reply:
        """Ask for a text; `choices` are offered, anything else may be typed."""

    def path(self, question: Question) -> Reply:
        """Ask for a path or a gs:// address."""

    def choose(self, question: Question, choices: Sequence[Choice], columns: Sequence[str] = ()) -> Reply:
        """Ask for one of the choices; `columns` names their label and cells."""

    def confirm(self, question: Question) -> Reply:
        """Ask for yes or no."""
