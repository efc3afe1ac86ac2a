"""Saving the request as a file."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from modelport.errors import ModelportError
from modelport.request import DeploymentRequest
from modelport.request_file import write_request
from modelport.shell import words
from modelport.user_paths import expanded

from ..widgets.modal import Modal
from ..widgets.safe_text import plain


class SaveModal(Modal[None]):
    """Asks for a path and writes the request there."""

    BINDINGS = [Binding("escape", "dismiss(None)", "don't save")]
    DEFAULT_CSS = """
    SaveModal { align: center middle; }
    SaveModal > Vertical {
        width: 70; max-width: 95%; height: auto; background: $surface; border: round $primary; padding: 0 1;
    }
    SaveModal #problem { color: $text-error; height: auto; }
    """

    def __init__(self, request: DeploymentRequest) -> None:
        super().__init__()
        self._request = request

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Save the request"
            box.border_subtitle = "enter save   esc don't"
            yield Input("request.yaml", compact=True)
            yield Static(plain(_again("request.yaml")), classes="hint", markup=False)
            yield Static(id="problem", markup=False)

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        path = expanded(event.value)
        if path.is_dir():
            self.query_one("#problem", Static).update(plain(f"{path} is a directory: name a file in it."))
            return
        try:
            if path.exists() and not self.has_class("sure"):
                self.add_class("sure")
                self.query_one("#problem", Static).update(plain(f"{path} exists: Enter again updates it."))
                return
            write_request(self._request, path)
        except ModelportError as error:
            self.query_one("#problem", Static).update(plain(f"{error.summary}: {error.why} {error.fix}"))
            return
        self.app.notify(f"Saved {path.resolve()}", markup=False)
        self.dismiss(None)

    @on(Input.Changed)
    def _other_path(self, event: Input.Changed) -> None:
        self.remove_class("sure")
        self.query_one(".hint", Static).update(plain(_again(event.value)))
        self.query_one("#problem", Static).update("")


def _again(path: str) -> str:
    """What runs the request again."""
    return f"Run it again with: {words('modelport', 'deploy', '--file', str(expanded(path)))}"
