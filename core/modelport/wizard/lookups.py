"""Lookups that are open, and what their answers make of a draft.

Lookups block; a screen runs them in threads. A lookup whose answer has come too late, because the draft is about
something else by then, changes nothing.
"""

from ..errors import Unreachable
from .draft import Draft
from .looked_up import FILES, LOOKUPS, Facts, Lookup, reachable
from .steps import STEPS

__all__ = ["FILES", "LOOKUPS", "Facts", "Lookup", "reachable"]


def pending(draft: Draft, until_step: int) -> tuple[Lookup, ...]:
    """The lookups of the steps up to this one whose answer is not there yet."""
    return tuple(lookup for lookup in _of_steps(until_step) if lookup.is_open(draft))


def with_facts(draft: Draft, lookup: Lookup, about: object, facts: Facts) -> Draft:
    """The draft with the facts, unless it is about something else by now."""
    if lookup.about(draft) != about:
        return draft
    problems = {key: problem for key, problem in draft.seen.problems.items() if key != lookup.problem_at}
    if facts.problem:
        problems[lookup.problem_at] = facts.problem
    looked_up = {**draft.seen.looked_up, lookup.id: about}
    return draft.with_seen(**(facts.found or lookup.nothing), problems=problems, looked_up=looked_up)


def without_failures(draft: Draft, until_step: int) -> Draft:
    """The draft in which failed lookups of these steps will be tried again."""
    failed = {lookup.id for lookup in _of_steps(until_step) if lookup.problem_at in draft.seen.problems}
    return _without(draft, failed) if failed else draft


def without_the_platforms_answers(draft: Draft) -> Draft:
    """The draft in which everything but the files is looked at anew: a run has changed what there is."""
    return _without(draft, draft.seen.looked_up.keys() - set(FILES))


def look_at_everything(draft: Draft, only: tuple[str, ...] = ()) -> Draft:
    """The draft with every lookup (or those named) made here and now: what unattended runs do.

    A platform that gives one of them no answer is not waited for again.
    """
    for lookup in LOOKUPS:
        if (not only or lookup.id in only) and (lookup.id in FILES or not is_silent(draft)):
            draft = _looked(draft, lookup)
    return draft


def is_silent(draft: Draft) -> bool:
    """Whether the platform gave a lookup no answer."""
    return any(isinstance(problem, Unreachable) for problem in draft.seen.problems.values())


def _looked(draft: Draft, lookup: Lookup) -> Draft:
    """The draft with one lookup, made again where its answer changes what it is about, such as a suggested bucket."""
    for _ in range(2):
        if lookup.is_open(draft):
            draft = with_facts(draft, lookup, lookup.about(draft), lookup.run(draft))
    return draft


def _of_steps(until_step: int) -> tuple[Lookup, ...]:
    ids = [step.id for step in STEPS[: until_step + 1]]
    return tuple(lookup for lookup in LOOKUPS if lookup.step in ids)


def _without(draft: Draft, ids: set[str]) -> Draft:
    return draft.with_seen(looked_up={key: about for key, about in draft.seen.looked_up.items() if key not in ids})
