"""Trying the model on this machine, before anything is deployed."""

import json

from modelport.errors import ModelportError
from modelport.instances import typed_instances
from modelport.preflight import Severity
from modelport.wizard.checking import findings
from modelport.wizard.draft import Draft
from modelport.wizard.trying import sample_text, try_model

from .prompter import Prompter, Question, Then
from .questions import ASK
from .wording import finding_lines, shortened

COMMAND = "try"
OFFER = f"Type {COMMAND} to predict with the model on this machine first; {COMMAND} PATH takes another one."
MOST_CHARACTERS = 2000


def path_to_try(text: str | None) -> str | None:
    """The path in `try PATH`, "" for `try` alone, None for any other answer; a file of that name is `./try`."""
    command, _, path = (text or "").strip().partition(" ")
    return path.strip() if command == COMMAND else None


def try_here(draft: Draft, prompter: Prompter) -> None:
    """Ask for instances and say what the model predicts, or why it does not. Raises Left.

    A file that would run something takes a yes first, which counts for this trial alone.
    """
    trusting = _with_a_yes(draft, prompter)
    if trusting is None:
        prompter.say("It was not loaded.")
        return
    question = Question("Instances to try", sample_text(draft), "made from what the model expects", "a list as JSON")
    reply = prompter.text(question)
    if reply.then is not Then.NEXT:
        return
    try:
        instances = typed_instances(reply.text or "")
        prompter.say("Loading the model in a process of its own…")
        done = try_model(trusting, instances)
    except ModelportError as error:
        prompter.say(" ".join(filter(None, [f"✗ {error.summary}", error.why, error.fix])))
        return
    prompter.say(f"→ {shortened(json.dumps(done.predictions, ensure_ascii=False), MOST_CHARACTERS)}")
    for warning in done.warnings:
        prompter.say(f"▲ {warning}")


def _with_a_yes(draft: Draft, prompter: Prompter) -> Draft | None:
    """The draft that may be tried; None where loading it would run something, and nobody wants that."""
    key = "artifact.trust_pickle"
    if not draft.applies(key) or draft.request().artifact.trust_pickle:
        return draft
    stops = tuple(f for f in findings(draft) if f.field == "artifact.source" and f.severity is Severity.ERROR)
    prompter.say("\n".join(finding_lines(stops)))
    reply = ASK[draft.fields[key].kind](prompter, draft, draft.fields[key])
    return draft.with_text(key, "yes") if reply.then is Then.NEXT and reply.text == "yes" else None
