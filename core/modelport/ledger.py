"""What exists because of a run, in this process and in those before it, and what takes it back."""

from .events import StepFinished
from .history import History
from .plan import Plan, Step
from .steps.order import BUCKET, MODEL, UPLOAD, VERSION


class Ledger:
    """Kept by steps: what each left, in words, and the commands that take it back."""

    def __init__(self, plan: Plan, history: History) -> None:
        self._subjects = {step.id: step.subject for step in plan.steps}
        self._exists: dict[str, str] = {}
        self._made: dict[str, str] = {}
        for event in history.finished:
            self.note(event)

    def note(self, event: StepFinished) -> None:
        """Remember what a step left; the last word on a subject counts."""
        if event.undo:
            self._made[event.step] = event.undo
        if event.exists:
            self._exists[self._subject(event.step)] = event.exists

    def note_part(self, step: Step, exists: str) -> None:
        """Remember what a step left that did not come to its end."""
        self._exists[step.subject] = exists
        self._made.setdefault(step.id, step.undo)

    def forget(self, step: str) -> None:
        """Somebody else took back what this step made."""
        self._exists.pop(self._subject(step), None)
        self._made.pop(step, None)

    @property
    def exists(self) -> tuple[str, ...]:
        """What exists now, as far as the run has seen."""
        return tuple(self._exists.values())

    @property
    def undo(self) -> tuple[str, ...]:
        """Commands that take back what was made, the last first; a bucket goes with everything in it."""
        taken_back = {MODEL, VERSION, BUCKET if BUCKET in self._made else UPLOAD}
        made = (lines for step, lines in reversed(self._made.items()) if step in taken_back)
        return tuple(line for lines in made for line in lines.splitlines())

    def _subject(self, step: str) -> str:
        return self._subjects.get(step, step)
