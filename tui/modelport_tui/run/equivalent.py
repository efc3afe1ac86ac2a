"""What does the same as a run, over the run."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from modelport.artifacts.report import ArtifactReport
from modelport.request import DeploymentRequest
from modelport.standing import Standing

from ..clipboard import copy_text
from ..widgets.equivalents import EquivalentTabs
from ..widgets.modal import Modal


class EquivalentModal(Modal[None]):
    """The request by other means."""

    BINDINGS = [
        Binding("escape,q,ctrl+e", "dismiss(None)", "close"),
        Binding("ctrl+y,y", "copy", "copy", tooltip="Copy what the open tab says"),
    ]
    DEFAULT_CSS = """
    EquivalentModal { align: center middle; }
    EquivalentModal > Vertical { width: 90%; height: 80%; background: $surface; border: round $primary; padding: 0 1; }
    """

    def __init__(self, request: DeploymentRequest, report: ArtifactReport | None, there: Standing) -> None:
        super().__init__()
        self._request, self._report, self._there = request, report, there

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "The same by other means"
            box.border_subtitle = "←→ tab · y copy · esc close"
            yield EquivalentTabs()

    def on_mount(self) -> None:
        """Write the open tab."""
        self.query_one(EquivalentTabs).show(self._request, self._report, there=self._there)

    def action_copy(self) -> None:
        """Copy what the open tab says."""
        self.notify(copy_text(self.app, self.query_one(EquivalentTabs).text), markup=False)
