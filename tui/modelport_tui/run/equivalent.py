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

from ..widgets.safe_text import plain


class EquivalentModal(ModalScreen[None]):
    """gcloud's commands for the request."""

    BINDINGS = [Binding("escape,enter,q,ctrl+e", "dismiss(None)", "close")]
    DEFAULT_CSS = """
    EquivalentModal { align: center middle; }
    EquivalentModal > VerticalScroll {
        width: 90%; height: 80%; background: $surface; border: round $primary; padding: 0 1;
    }
    EquivalentModal Static { height: auto; width: auto; }
    """

    def __init__(self, request: DeploymentRequest, report: ArtifactReport | None) -> None:
        super().__init__()
        self._request, self._report = request, report

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "The same with gcloud"
            box.border_subtitle = "esc close"
            yield Static(plain(folded(equivalents.render(self._request, self._report, "gcloud"))), markup=False)
