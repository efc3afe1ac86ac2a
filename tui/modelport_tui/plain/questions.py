"""One function per kind of field: it turns the draft's answer into a question, and asks it."""

from collections.abc import Callable, Mapping
from functools import partial

from modelport.wizard.draft import Draft
from modelport.wizard.fields import Choice, Field, Kind

from .prompter import Prompter, Question, Reply
from .wording import given_text, reason_of

Ask = Callable[[Prompter, Draft, Field], Reply]


def _question(draft: Draft, field: Field, hint: str = "") -> Question:
    return Question(field.label, given_text(draft, field.key), reason_of(draft, field.key), hint, field.placeholder)


def _line(hint: str, prompter: Prompter, draft: Draft, field: Field) -> Reply:
    return prompter.text(_question(draft, field, hint))


def _combo(prompter: Prompter, draft: Draft, field: Field) -> Reply:
    choices = draft.choices(field.key)
    hint = "a number or another name" if choices else "another name"
    return prompter.text(_question(draft, field, hint), choices)


def _path(prompter: Prompter, draft: Draft, field: Field) -> Reply:
    return prompter.path(_question(draft, field, "a path, or * to look around"))


def _switch(prompter: Prompter, draft: Draft, field: Field) -> Reply:
    return prompter.confirm(_question(draft, field))


def _choice(prompter: Prompter, draft: Draft, field: Field) -> Reply:
    return prompter.choose(_question(draft, field), offered(draft, field.key), field.columns)


def offered(draft: Draft, key: str) -> tuple[Choice, ...]:
    """What can be chosen; an answer in force that is not among it comes first, so that keeping it stays possible."""
    choices, text = draft.choices(key), given_text(draft, key)
    if any(choice.value == text and not choice.unavailable for choice in choices):
        return choices
    rest = tuple(choice for choice in choices if choice.value != text)
    return (Choice(text, text or "no answer yet", "not offered here" if text else ""), *rest)


ASK: Mapping[Kind, Ask] = {
    Kind.TEXT: partial(_line, "a text"),
    Kind.NUMBER: partial(_line, "a whole number"),
    Kind.LABELS: partial(_line, "KEY=VALUE pairs, separated by commas"),
    Kind.LINES: partial(_line, "one or more, separated by commas"),
    Kind.JSON: partial(_line, "a list as JSON"),
    Kind.COMBO: _combo,
    Kind.PATH: _path,
    Kind.SWITCH: _switch,
    Kind.CHOICE: _choice,
    Kind.TABLE: _choice,
}
