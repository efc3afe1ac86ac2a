"""The end of the questions: every answer with its source, and what to do with them."""

from collections.abc import Iterator
from enum import StrEnum

from modelport.errors import ModelportError
from modelport.plan import make_plan, render_plan
from modelport.preflight import Finding, Severity
from modelport.request_file import write_request
from modelport.user_paths import expanded
from modelport.wizard.checking import blocking, findings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Choice
from modelport.wizard.lookups import without_the_platforms_answers
from modelport.wizard.steps import STEPS

from ..wizard.cost import cost_line
from .looking import looked_up
from .prompter import Question, Then
from .trying import try_here
from .walk import PLACES, Walk, place_of
from .wording import answer_line, changes, given_text, given_texts, shortened


class Decision(StrEnum):
    """What to do with the answers."""

    DEPLOY = "deploy"
    CHANGE = "change"
    SAVE = "save"
    TRY = "try"
    PLAN = "plan"
    QUIT = "quit"
    BACK = "back"


_CHOICES = (
    Choice(Decision.DEPLOY, "Deploy", "start now"),
    Choice(Decision.CHANGE, "Change an answer"),
    Choice(Decision.SAVE, "Save the request as a file"),
    Choice(Decision.QUIT, "Quit", "what was typed is kept"),
    Choice(Decision.TRY, "Try the model here", "predicts on this machine; nothing is deployed"),
    Choice(Decision.PLAN, "Show the plan", "every step with the command that does the same, and how to undo it"),
)


def show_answers(walk: Walk) -> None:
    """Every answer with its source, and what it costs."""
    walk.prompter.say("\n".join(_lines(walk.draft)))


def decide(walk: Walk) -> Decision:
    """What to do with the answers: DEPLOY (only where nothing keeps it from starting), QUIT or BACK. Raises Left."""
    while True:
        reply = walk.prompter.choose(Question("What now", Decision.DEPLOY, hint="a number"), _CHOICES)
        decision = Decision.BACK if reply.then is Then.BACK else Decision(reply.text or Decision.DEPLOY)
        if reply.then not in (Then.NEXT, Then.BACK):
            walk.prompter.say("Deploy starts at once; the other choices lead back here.")
        elif decision is Decision.CHANGE:
            _change(walk)
            show_answers(walk)
        elif decision is Decision.SAVE:
            _save(walk)
        elif decision is Decision.TRY:
            try_here(walk.draft, walk.prompter)
        elif decision is Decision.PLAN:
            draft = walk.draft
            plan = make_plan(draft.request(), draft.seen.artifact, draft.standing())
            walk.prompter.say("\n" + render_plan(plan))
        elif decision is not Decision.DEPLOY or _is_ready(walk):
            return decision


def _lines(draft: Draft) -> Iterator[str]:
    yield "\nYour answers:"
    for step in STEPS:
        yield f"{step.title}:"
        for field in step.fields:
            if draft.applies(field.key):
                yield f"  {answer_line(draft, field)}"
    if cost := cost_line(draft):
        yield f"Cost: {cost}"


def _change(walk: Walk) -> None:
    """Ask for one answer again, and say what else has changed because of it."""
    choices = tuple(
        Choice(field.key, f"{STEPS[index].title}: {field.label}", shortened(given_text(walk.draft, field.key), 24))
        for index, field in PLACES
        if walk.draft.applies(field.key)
    )
    reply = walk.prompter.choose(Question("Which answer"), choices)
    if reply.then is Then.NEXT and reply.text:
        before = given_texts(walk.draft)
        walk.ask(place_of(reply.text) or 0)
        _say_changes(walk, before, reply.text)


def look_again(walk: Walk) -> None:
    """Look up anew what a run may have changed, and say which suggestions are others now."""
    before = given_texts(walk.draft)
    walk.draft = looked_up(without_the_platforms_answers(walk.draft), len(STEPS) - 1, walk.prompter)
    _say_changes(walk, before)


def _say_changes(walk: Walk, before: dict[str, str], but: str = "") -> None:
    for line in changes(before, walk.draft, but):
        walk.prompter.say(f"ℹ {line}")


def _save(walk: Walk) -> None:
    """Write the request where somebody wants it, an existing file only after a yes."""
    question = Question("Save as", "request.yaml", hint="a path")
    reply = walk.prompter.text(question)
    if reply.then is not Then.NEXT or not reply.text:
        return
    path = expanded(reply.text)
    if path.exists() and walk.prompter.confirm(Question(f"{path} exists. Replace it", "no")).text != "yes":
        return
    try:
        write_request(walk.draft.request(), path)
    except ModelportError as error:
        walk.prompter.say(f"✗ {error.summary}: {error.why}. {error.fix}")
        return
    walk.prompter.say(f"ℹ Saved {path.resolve()}. Run it with: modelport deploy --file {path} --yes")


def _is_ready(walk: Walk) -> bool:
    """Whether nothing is wrong; otherwise say what is, and ask for the first answer that can mend it."""
    stops = _stops(walk.draft)
    walk.say_findings(stops)
    place = next((place for stop in stops if (place := place_of(stop.field)) is not None), None)
    if place is not None:
        walk.ask(place)
    elif stops:
        walk.prompter.say("This comes from the request file: mend it there.")
    return not stops


def _stops(draft: Draft) -> tuple[Finding, ...]:
    asked = [finding for step in STEPS for finding in blocking(draft, step)]
    others = (finding for finding in findings(draft) if finding.severity is Severity.ERROR and finding not in asked)
    return (*asked, *others)
