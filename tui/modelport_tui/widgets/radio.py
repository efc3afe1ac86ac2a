"""A choice of which one holds, told by its glyph as well as by its colour."""

from textual.widgets import RadioButton


class Radio(RadioButton):
    """● for the one that holds, ○ for the others."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]
        """The glyph; Textual draws ● for both."""
        return "●" if self.value else "○"
