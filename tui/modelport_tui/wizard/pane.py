"""The equivalent of what has been answered so far: gcloud, REST, Python, and the request as YAML."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static, TabbedContent, TabPane

from modelport import equivalents
from modelport.equivalents.folding import folded
from modelport.request_file import as_yaml
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Step
from modelport.wizard.steps import STEPS

from ..widgets.safe_text import plain

TABS = (("gcloud", "gcloud"), ("rest", "REST"), ("python", "Python"), ("yaml", "YAML"))


class EquivalentPane(Vertical):
    """Grows as answers come in; only the tab in sight is written."""

    def __init__(self) -> None:
        super().__init__(id="equivalent")
        self._draft: Draft | None = None
        self._steps: tuple[Step, ...] = ()

    def compose(self) -> ComposeResult:
        with TabbedContent():
            for name, title in TABS:
                with TabPane(title, id=f"tab-{name}"), VerticalScroll():
                    yield Static(id=f"text-{name}", markup=False)

    def show_draft(self, draft: Draft, index: int) -> None:
        """Show the draft in the open tab, as far as the step `index`."""
        self._draft, self._steps = draft, STEPS[: index + 1]
        self._write()

    def on_tabbed_content_tab_activated(self) -> None:
        """Write the tab that was opened."""
        self._write()

    @property
    def text(self) -> str:
        """What the open tab says."""
        return _text(self._draft, self._steps, self._tab) if self._draft else ""

    @property
    def _tab(self) -> str:
        return (self.query_one(TabbedContent).active or "tab-gcloud").removeprefix("tab-")

    def _write(self) -> None:
        if self._draft is not None and self.display:
            self.query_one(f"#text-{self._tab}", Static).update(plain(self.text))


def _text(draft: Draft, steps: tuple[Step, ...], name: str) -> str:
    request, report = draft.request(steps), draft.seen.artifact
    decided = [plan_step for step in steps for plan_step in step.decides]
    match name:
        case "gcloud":
            return folded(equivalents.render(request, report, name, decided))
        case "rest" | "python":
            return equivalents.render(request, report, name, decided)
        case _:
            return as_yaml(request)
