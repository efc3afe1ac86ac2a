"""What every control has, and the messages by which it speaks to its form."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from modelport.wizard.fields import Choice, Field


class Edited(Message):
    """Somebody typed or chose something for the field `key`; whoever takes it tells the `sender`, if there is one."""

    def __init__(self, key: str, text: str, sender: Control | None = None) -> None:
        super().__init__()
        self.key = key
        self.text = text
        self.sender = sender


class Accepted(Message):
    """Somebody pressed Enter in a control."""


class BrowseRequested(Message):
    """Somebody wants to choose a path instead of typing it."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class Control(Widget):
    """What every control has: its field, and `show_value` for the draft's answer."""

    DEFAULT_CSS = "Control { height: auto; width: 1fr; }"

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.on_its_way = 0

    def show_value(self, value: object, choices: tuple[Choice, ...]) -> None:
        """Show the answer in force, and what else can be chosen."""
        raise NotImplementedError

    def edited(self, text: str) -> None:
        """Tell the form."""
        self.on_its_way += 1
        self.post_message(Edited(self.field.key, text, self))

    def taken(self) -> None:
        """One of the edits has arrived in the draft."""
        self.on_its_way -= 1
