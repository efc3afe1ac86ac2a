"""Lookups between two questions: each is announced, and a slow one says that it goes on."""

import threading

from modelport.wizard.draft import Draft
from modelport.wizard.lookups import Facts, Lookup, pending, with_facts

from ..waiting import told_if_slow
from .prompter import Prompter

ANNOUNCED = {
    "platform": "Looking for the platform; the embedded one is started if it is not running…",
    "artifact": "Reading the model, without executing it…",
    "buckets": "Looking at the buckets…",
    "models": "Looking for earlier versions of the model…",
    "packages": "Reading the packages, without executing them…",
    "stored": "Looking at what the bucket holds already…",
    "quotas": "Looking at the project's quotas…",
}


def looked_up(draft: Draft, until_step: int, prompter: Prompter) -> Draft:
    """The draft with everything known that the steps up to this one need."""
    while waiting := pending(draft, until_step):
        lookup = waiting[0]
        about = lookup.about(draft)
        prompter.say(ANNOUNCED[lookup.id])
        draft = with_facts(draft, lookup, about, _patiently(lookup, draft, prompter))
        if found := _found(draft, lookup):
            prompter.say(found)
    return draft


def _patiently(lookup: Lookup, draft: Draft, prompter: Prompter) -> Facts:
    """The facts; the thread dies with the process, so that Ctrl-C need not wait for a server."""
    facts: list[Facts] = []
    thread = threading.Thread(target=lambda: facts.append(lookup.run(draft)), daemon=True)
    thread.start()
    with told_if_slow("an answer", tell=prompter.say):
        thread.join()
    return facts[0]


def _found(draft: Draft, lookup: Lookup) -> str:
    """What is worth a line."""
    if lookup.problem_at in draft.seen.problems:
        return ""
    if lookup.id == "platform" and draft.text("target.platform") == "local":
        return f"ℹ {draft.seen.platform}"
    if lookup.id == "artifact" and draft.seen.artifact and draft.seen.artifact.found:
        return f"ℹ Found {draft.seen.artifact.found}"
    return ""
