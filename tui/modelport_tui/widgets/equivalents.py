"""The same deployment by other means, a tab for each: gcloud, gsutil, REST, Python, and the request as YAML."""

from collections.abc import Collection

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static, TabbedContent, TabPane

from modelport import equivalents
from modelport.artifacts.report import ArtifactReport
from modelport.equivalents.folding import folded
from modelport.request import DeploymentRequest
from modelport.request_file import as_yaml
from modelport.standing import NOTHING, Standing

from .safe_text import plain

TABS = (("gcloud", "gcloud"), ("gsutil", "gsutil"), ("rest", "REST"), ("python", "Python"), ("yaml", "YAML"))


class EquivalentTabs(Vertical):
    """Only the tab in sight is written; gsutil's is there where a bucket is concerned."""

    DEFAULT_CSS = """
    EquivalentTabs VerticalScroll { height: 1fr; padding: 0 1; }
    EquivalentTabs Static { height: auto; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._request: DeploymentRequest | None = None
        self._report: ArtifactReport | None = None
        self._steps: Collection[str] | None = None
        self._there = NOTHING

    def compose(self) -> ComposeResult:
        with TabbedContent():
            for name, title in TABS:
                with TabPane(title, id=f"tab-{name}"), VerticalScroll():
                    yield Static(id=f"text-{name}", markup=False)

    def show(
        self,
        request: DeploymentRequest,
        report: ArtifactReport | None,
        steps: Collection[str] | None = None,
        there: Standing = NOTHING,
    ) -> None:
        """Show what does the same as the request, or as these steps of its plan, beside what is `there` already."""
        self._request, self._report, self._steps, self._there = request, report, steps, there
        self._write()

    def on_tabbed_content_tab_activated(self) -> None:
        """Write the tab that was opened."""
        self._write()

    @property
    def text(self) -> str:
        """What the open tab says."""
        return self._text((self.query_one(TabbedContent).active or "tab-gcloud").removeprefix("tab-"))

    def _write(self) -> None:
        if not self.display:
            return
        tabs = self.query_one(TabbedContent)
        if self._text("gsutil").strip():
            tabs.show_tab("tab-gsutil")
        else:
            tabs.hide_tab("tab-gsutil")
        if tabs.active_pane is not None:
            tabs.active_pane.query_one(Static).update(plain(self.text))

    def _text(self, name: str) -> str:
        if self._request is None:
            return ""
        match name:
            case "gcloud" | "gsutil":
                return folded(equivalents.render(self._request, self._report, name, self._steps, self._there))
            case "rest" | "python":
                return equivalents.render(self._request, self._report, name, self._steps, self._there)
            case _:
                return as_yaml(self._request)
