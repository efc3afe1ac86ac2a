"""The way through the steps, one question after the other, forth and back."""

from modelport.preflight import Severity
from modelport.wizard import saved
from modelport.wizard.checking import blocking, step_findings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field
from modelport.wizard.lookups import without_failures
from modelport.wizard.steps import STEPS

from .looking import looked_up
from .prompter import Prompter, Then
from .questions import ASK

PLACES = tuple((index, field) for index, step in enumerate(STEPS) for field in step.fields)
LAST = len(PLACES) - 1

_ONLY_HERE = ("input.missing", "input.unreadable", "lookup.failed")
"""Codes of errors that no other answer can mend."""


def place_of(key: str) -> int:
    """Where among all questions the field is asked."""
    return next(place for place, (_, field) in enumerate(PLACES) if field.key == key)


class Walk:
    """Asks for a deployment; `draft` always holds everything that was answered so far, and so does the disk."""

    def __init__(self, prompter: Prompter, draft: Draft) -> None:
        self.prompter = prompter
        self.draft = draft

    def through(self, place: int = 0) -> None:
        """Ask every question that applies from this place on, until the last one is answered. Raises Left."""
        shown = -1
        while place < len(PLACES):
            index, field = PLACES[place]
            if index != shown:
                self._enter(index)
                shown = index
            place = self._after(place) if self.ask(place) is Then.NEXT else self._before(place)

    def ask(self, place: int) -> Then:
        """Ask one question until its answer can stay, or somebody goes back. Raises Left."""
        index, field = PLACES[place]
        was_refused = False
        while True:
            reply = ASK[field.kind](self.prompter, self.draft, field)
            if reply.then is Then.LIST:
                reply = self._listed(field)
            if reply.then is Then.BACK:
                self._take(field, reply.text)
                return Then.BACK
            if reply.then is not Then.NEXT:
                self._aside(field, reply.then)
                continue
            changed = self._take(field, reply.text)
            if self._may_stay(index, field, insists=was_refused and not changed):
                return Then.NEXT
            was_refused = True

    def _may_stay(self, index: int, field: Field, insists: bool) -> bool:
        """Check an answer and show what is wrong; one who insists may go on to where it can be mended."""
        self.draft = looked_up(without_failures(self.draft, index), index, self.prompter)
        saved.save(self.draft)
        stops = tuple(one for one in blocking(self.draft, STEPS[index]) if one.field == field.key)
        rest = tuple(
            one
            for one in step_findings(self.draft, STEPS[index])
            if one.field == field.key and one.severity is not Severity.ERROR
        )
        self.say_findings((*stops, *rest))
        is_last = self._following(self._place(field)) == len(PLACES) or not self._has_more(field, index)
        return not stops or (insists and not is_last and not any(one.code in _ONLY_HERE for one in stops))
