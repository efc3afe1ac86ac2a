"""The way through the steps, one question after the other, forth and back."""

from modelport.preflight import Finding, Severity
from modelport.wizard import saved
from modelport.wizard.checking import blocking, step_findings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field, Kind
from modelport.wizard.lookups import without_failures
from modelport.wizard.steps import STEPS

from .browsing import browse
from .looking import looked_up
from .prompter import Prompter, Question, Reply, Then
from .questions import ASK, offered
from .trying import OFFER, path_to_try, try_here
from .wording import explanation, finding_lines, given_text, heading

PLACES = tuple((index, field) for index, step in enumerate(STEPS) for field in step.fields)

_ONLY_HERE = ("input.missing", "input.unreadable", "lookup.failed")
"""Codes of errors that no other answer can mend."""


def place_of(key: str) -> int | None:
    """Where among all questions the field is asked; None for what the wizard does not ask."""
    return next((place for place, (_, field) in enumerate(PLACES) if field.key == key), None)


def step_index(key: str) -> int:
    """Which step, from 0 on, asks for the field."""
    return next(index for index, field in PLACES if field.key == key)


class Walk:
    """Asks for a deployment; `draft` holds everything that was answered so far, and so does the disk."""

    def __init__(self, prompter: Prompter, draft: Draft) -> None:
        self.prompter = prompter
        self.draft = draft

    def through(self, place: int | None = 0) -> None:
        """Ask every question that applies from this place on (None: the last), forth and back. Raises Left."""
        place = self._before(len(PLACES)) if place is None else place
        entered = -1
        while place < len(PLACES):
            if PLACES[place][0] != entered:
                entered = PLACES[place][0]
                self._enter(entered)
            place = self._before(place) if self.ask(place) is Then.BACK else self._after(place)

    def ask(self, place: int) -> Then:
        """Ask one question until its answer can stay, or somebody goes back, which checks nothing. Raises Left."""
        field = PLACES[place][1]
        was_refused = False
        while True:
            reply = self._reply(field)
            changed = self._take(field, reply.text)
            if reply.then is Then.BACK:
                return Then.BACK
            if reply.then is Then.NEXT:
                stops = self._check(place)
                if not stops or (was_refused and not changed and self._may_be_mended_later(place, stops)):
                    return Then.NEXT
                was_refused = True

    def say_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show what is wrong."""
        for line in finding_lines(findings):
            self.prompter.say(line)

    # One question

    def _reply(self, field: Field) -> Reply:
        """What somebody answers; explaining, listing and resetting are done here."""
        reply = ASK[field.kind](self.prompter, self.draft, field)
        if reply.then is Then.EXPLAIN:
            self.prompter.say("\n".join(explanation(field)))
        elif reply.then is Then.RESET:
            self.draft = self.draft.without(field.key)
            saved.save(self.draft)
        elif reply.then is Then.LIST:
            return self._listed(field)
        elif field.kind is Kind.PATH and reply.then is Then.NEXT and (path := path_to_try(reply.text)) is not None:
            return self._tried(field, path)
        return reply

    def _tried(self, field: Field, path: str) -> Reply:
        """Predict with the model at `path` ("": the one in force); then the question is asked again."""
        self._take(field, path or None)
        self.draft = looked_up(self.draft, step_index(field.key), self.prompter)
        try_here(self.draft, self.prompter)
        return Reply(then=Then.LIST)

    def _listed(self, field: Field) -> Reply:
        """An answer from a list of what is there; going back from it asks the question again."""
        stay = Reply(then=Then.LIST)
        if field.kind is Kind.PATH:
            path = browse(self.draft, given_text(self.draft, field.key), self.prompter)
            return stay if path is None else Reply(path)
        if not self.draft.choices(field.key):
            self.prompter.say("There is nothing to list here.")
            return stay
        question = Question(field.label, given_text(self.draft, field.key))
        reply = self.prompter.choose(question, offered(self.draft, field.key))
        return reply if reply.then is Then.NEXT else stay

    def _take(self, field: Field, text: str | None) -> bool:
        """Put what was typed into the draft and on disk; whether that changed anything."""
        if text is None or text == given_text(self.draft, field.key):
            return False
        self.draft = self.draft.with_text(field.key, text)
        saved.save(self.draft)
        return True

    def _check(self, place: int) -> tuple[Finding, ...]:
        """Show what is wrong with an answer; gives what keeps it from staying."""
        index, field = PLACES[place]
        self.draft = looked_up(without_failures(self.draft, index), index, self.prompter)
        stops = tuple(one for one in blocking(self.draft, STEPS[index]) if one.field == field.key)
        advice = (one for one in step_findings(self.draft, STEPS[index]) if one.severity is not Severity.ERROR)
        self.say_findings((*stops, *(one for one in advice if one.field == field.key)))
        return stops

    def _may_be_mended_later(self, place: int, stops: tuple[Finding, ...]) -> bool:
        """Whether another field of the step can help: then one who gives the same answer again goes on to it."""
        after = self._following(place)
        same_step = after < len(PLACES) and PLACES[after][0] == PLACES[place][0]
        return same_step and not any(one.code in _ONLY_HERE for one in stops)

    # Between questions

    def _enter(self, index: int) -> None:
        self.prompter.say(heading(STEPS[index], index + 1, len(STEPS)))
        if index:
            self.draft = looked_up(self.draft, index, self.prompter)
        if any(field.kind is Kind.PATH for field in STEPS[index].fields):
            self.prompter.say(OFFER)

    def _following(self, place: int) -> int:
        later = range(place + 1, len(PLACES))
        return next((each for each in later if self.draft.applies(PLACES[each][1].key)), len(PLACES))

    def _after(self, place: int) -> int:
        """The next question that applies; at the end of a step, the first one that keeps the step from being left."""
        after, index = self._following(place), PLACES[place][0]
        if after < len(PLACES) and PLACES[after][0] == index:
            return after
        stops = blocking(self.draft, STEPS[index])
        if not stops:
            return after
        self.say_findings(stops)
        return place_of(stops[0].field) or 0

    def _before(self, place: int) -> int:
        earlier = range(place - 1, -1, -1)
        before = next((each for each in earlier if self.draft.applies(PLACES[each][1].key)), None)
        if before is None:
            self.prompter.say("This is the first question. Ctrl-C leaves.")
        return place if before is None else before
