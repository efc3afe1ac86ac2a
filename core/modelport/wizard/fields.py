"""What the wizard asks, as data: steps hold fields, and a field knows no renderer.

Every front end has one function per `Kind`. Choices, defaults and conditions are functions of the draft so far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .draft import Draft


class Kind(StrEnum):
    """How a field is answered."""

    TEXT = "text"
    PATH = "path"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    TABLE = "table"
    COMBO = "combo"
    LABELS = "labels"
    LINES = "lines"
    JSON = "json"


class Source(StrEnum):
    """Where an answer came from; the value is the word that people see beside it."""

    DEFAULT = "default"
    SUGGESTED = "suggested"
    DETECTED = "detected"
    ONLY_CHOICE = "only choice"
    GCLOUD = "from gcloud"
    ENVIRONMENT = "from environment"
    LAST = "used last"
    FILE = "from file"
    FLAG = "from flag"
    TYPED = "yours"


@dataclass(frozen=True, slots=True)
class Answer:
    """A value with its source and the reason for it."""

    value: object
    source: Source = Source.DEFAULT
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible value; `cells` fill the columns of a table, `unavailable` says why it can't be taken."""

    value: str
    label: str
    note: str = ""
    cells: tuple[str, ...] = ()
    unavailable: str = ""


def nothing(_draft: Draft) -> Answer:
    """The default of a field that stays empty unless somebody fills it in."""
    return Answer("")


def always(_draft: Draft) -> bool:
    """The condition of a field that is always asked."""
    return True


@dataclass(frozen=True, slots=True)
class Field:
    """A question. `key` is its place in the request; `unsure` says what to do without an opinion.

    `billed` says where and by what measure the answer costs money; "" where it costs none.
    `follows` names a field whose answer gives this one its default: while that one is missing, this one is not.
    A `closed` field takes nothing but its choices, whatever else is answered.
    `only_if_asked`: an answer given beforehand says nothing where the question does not come up.
    """

    key: str
    label: str
    kind: Kind
    help: str
    unsure: str = ""
    billed: str = ""
    flag: str = ""
    default: Callable[[Draft], Answer] = nothing
    choices: Callable[[Draft], tuple[Choice, ...]] | None = None
    closed: bool = False
    only_if_asked: bool = False
    columns: tuple[str, ...] = ()
    applies: Callable[[Draft], bool] = always
    required: bool = False
    follows: str = ""
    placeholder: str = ""

    @property
    def explanation(self) -> str:
        """What it means, where it is billed, and what to do without an opinion, in a line."""
        return " ".join(filter(None, [self.help, self.billed, self.unsure]))


@dataclass(frozen=True, slots=True)
class Step:
    """A screen of the wizard: a sentence on what it is about, its fields, and the steps of the plan they decide.

    `shows_cost` asks for the estimate of what the answers would cost.
    """

    id: str
    title: str
    intro: str
    fields: tuple[Field, ...]
    decides: tuple[str, ...] = ()
    shows_cost: bool = False
