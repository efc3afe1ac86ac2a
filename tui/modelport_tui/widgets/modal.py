"""What every dialog does with the keys that leave."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Modal(ModalScreen[Result | None], Generic[Result]):
    """A dialog: ctrl+c closes it, and ctrl+q does what it does on the screen below."""

    BINDINGS = [
        Binding("ctrl+c", "dismiss(None)", show=False, priority=True),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    async def action_leave(self) -> None:
        """Close, and let the screen below take the key."""
        self.dismiss(None)
        self.app.call_after_refresh(self.app.simulate_key, "ctrl+q")
