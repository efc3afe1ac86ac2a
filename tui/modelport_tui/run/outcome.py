"""The end of a run that failed or was cancelled: it says so where its text is longer than its height."""

from textual.containers import VerticalScroll


class OutcomeBox(VerticalScroll):
    """A box that the arrows scroll; its lower edge says what is out of sight."""

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Say what is out of sight now."""
        super().watch_scroll_y(old, new)
        self._say_rest()

    def watch_virtual_size(self) -> None:
        """The text has come, or the terminal has another size."""
        self.call_after_refresh(self._say_rest)

    def on_resize(self) -> None:
        """The same."""
        self.call_after_refresh(self._say_rest)

    def _say_rest(self) -> None:
        above, below = self.scroll_y > 0, self.scroll_y < self.max_scroll_y
        self.border_subtitle = "  ".join(filter(None, ["↑ back" * above, "↓ more" * below]))
