"""The commands that do what a run does, over the run."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from modelport import equivalents
from modelport.artifacts.report import ArtifactReport
from modelport.equivalents.folding import folded
from modelport.request import DeploymentRequest

from ..clipboard import copy_text
from ..widgets.safe_text import plain


class EquivalentModal(ModalScreen[None]):
    """gcloud's commands for the request."""

    BINDINGS = [
        Binding("escape,enter,q,ctrl+e", "dismiss(None)", "close"),
        Binding("ctrl+y,y", "copy", "copy", tooltip="Copy the commands"),
    ]
    DEFAULT_CSS = """
    EquivalentModal { align: center middle; }
    EquivalentModal > VerticalScroll {
        width: 90%; height: 80%; background: $surface; border: round $primary; padding: 0 1;
    }
    EquivalentModal Static { height: auto; width: auto; }
    """

    def __init__(self, request: DeploymentRequest, report: ArtifactReport | None) -> None:
        super().__init__()
        self._text = folded(equivalents.render(request, report, "gcloud"))

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "The same with gcloud"
            box.border_subtitle = "y copy · esc close"
            yield Static(plain(self._text), markup=False)

    def action_copy(self) -> None:
        """Copy the commands."""
        self.notify(copy_text(self.app, self._text), markup=False)
