"""Texts that hold still."""

from __future__ import annotations

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static


class Still(Static):
    """A text that is drawn anew only where it differs from what stands there."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._said: VisualType = ""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another text."""
        before, self._said = self._said, content
        if not _is_same(before, content):
            super().update(content, layout=layout)


def _is_same(before: VisualType, now: VisualType) -> bool:
    if isinstance(before, Content) and isinstance(now, Content):
        return before.is_same(now)
    return isinstance(before, str) and isinstance(now, str) and before == now
