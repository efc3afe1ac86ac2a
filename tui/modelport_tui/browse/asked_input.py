"""A field that takes keys once somebody has asked for it, and never because another widget has gone."""

from textual.widgets import Input


class AskedInput(Input, can_focus=False):
    """Takes no keys until `ask` is called or it is clicked, nor after it has left them to another widget."""

    def ask(self) -> None:
        """Take the keys from now on."""
        self.can_focus = True
        self.screen.set_focus(self)

    def on_mouse_down(self) -> None:
        """A click asks too."""
        self.ask()

    def on_blur(self) -> None:
        """Keys that come back with the terminal's focus are for the field still."""
        if self.app.app_focus and self.screen.focused is not self:
            self.can_focus = False
