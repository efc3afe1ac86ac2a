"""The first draft: flags over environment over request file over gcloud's configuration over defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_origin

from .. import yaml_text
from ..catalog import frameworks, machines, regions
from ..errors import UsageError
from ..request_file import flattened, read_request, refusal
from ..request_problems import kind_at, problems_of
from ..request_text import Written
from ..seen import Seen
from ..settings import Settings
from .draft import Draft, nested
from .fields import Answer, Source
from .steps import FIELDS
from .values import Unreadable, parse

_SET = "--set"
_ENVIRONMENT = {"target.platform": "target", "target.project": "project"}


def new_draft(settings: Settings) -> Draft:
    """A draft that nobody has answered yet."""
    return Draft(FIELDS, seen=Seen(settings=settings))


def with_file(draft: Draft, path: Path) -> Draft:
    """The draft with a request file's answers; what the wizard does not ask is kept beside them.

    Raises RequestFileError.
    """
    _, content = read_request(path)
    flat = {key: value for key, value in flattened(content).items() if value not in ("", None)}
    given = {key: Answer(_frozen(value), Source.FILE, path.name) for key, value in flat.items() if key in FIELDS}
    unasked = {key: value for key, value in flat.items() if key not in FIELDS}
    return _without_overruled(replace(draft, given={**given, **draft.given}, unasked=unasked, _known={}))


def with_flags(draft: Draft, flags: Mapping[str, str]) -> Draft:
    """The draft with answers from the command line, by the field's key. Raises UsageError for an impossible one."""
    for key, text in flags.items():
        draft = _with_flag(draft, key, text)
    return draft


def with_assignment(draft: Draft, assignment: str) -> Draft:
    """The draft with `--set key=value`, for every key that a request file can have. Raises UsageError.

    What a part lacks may be in another assignment: a draft leaves half parts out of its request, and a finding says so.
    """
    draft = _assigned(draft, assignment)
    told = {key: answer.value for key, answer in draft.given.items() if answer.reason == _SET}
    problems = problems_of(nested({**draft.unasked, **told}), Written())
    if wrong := tuple(problem for problem in problems if not problem.lacking):
        raise refusal(_SET, wrong)
    return draft


def _assigned(draft: Draft, assignment: str) -> Draft:
    key, equals, text = assignment.partition("=")
    if not (key and equals):
        raise UsageError(
            f'"{assignment}" is no assignment', fix="Write --set KEY=VALUE, such as --set model.name=iris."
        )
    if key in FIELDS:
        return _with_flag(draft, key, text)
    value = text if kind_at(tuple(key.split("."))) is str else _yaml_value(text)
    whole, _, entry = key.rpartition(".")
    if get_origin(kind_at(tuple(whole.split(".")))) is dict:
        key, value = whole, {**_entries(draft, whole), entry: value}
    above, _, last = key.rpartition(".")
    for each, item in flattened({last: value}, above and f"{above}.").items():
        if each in FIELDS:
            draft = draft.with_value(each, _frozen(item), Source.FLAG, _SET)
        else:
            draft = replace(draft, unasked={**_beside(draft.unasked, each), each: item}, _known={})
    return draft


def _entries(draft: Draft, key: str) -> dict[str, object]:
    """What a map of free keys, such as labels, holds so far."""
    value = draft.answer(key).value if key in FIELDS else draft.unasked.get(key)
    return value if isinstance(value, dict) else {}


def _beside(unasked: Mapping[str, object], key: str) -> dict[str, object]:
    """What is neither above the key nor below it."""
    return {k: v for k, v in unasked.items() if not (f"{k}.".startswith(f"{key}.") or f"{key}.".startswith(f"{k}."))}


def _with_flag(draft: Draft, key: str, text: str) -> Draft:
    field = FIELDS[key]
    if key == "model.region" and text == regions.GLOBAL:
        return draft.with_value("model.endpoint", regions.GLOBAL, Source.FLAG, "--region global")
    text = _as_the_platform_says(key, text)
    value = parse(field.kind, text)
    if isinstance(value, Unreadable):
        raise UsageError(f'{field.flag or key}: "{text}" {value.problem}', fix=field.help)
    if field.closed:
        _reject_impossible(draft, key, text)
    return draft.with_value(
        key, value, Source.FLAG, "given on the command line" if field.flag == "PATH" else field.flag
    )


def _as_the_platform_says(key: str, text: str) -> str:
    """The API's name for what gcloud and people call otherwise."""
    if key == "artifact.framework" and (framework := frameworks.find(text)):
        return framework.api
    if key == "version.accelerator.type":
        names = {name.casefold(): a.name for a in machines.all_accelerators() for name in (a.name, a.gcloud, a.short)}
        return names.get(text.strip().casefold(), text)
    return text


def _reject_impossible(draft: Draft, key: str, text: str) -> None:
    possible = [choice.value for choice in draft.choices(key)]
    if text not in possible:
        raise UsageError(
            f'{FIELDS[key].flag or key}: "{text}" is not one of {", ".join(possible)}',
            fix="Choose one of these.",
        )


def _without_overruled(draft: Draft) -> Draft:
    """The environment stands above the file."""
    overruled = {
        key
        for key, name in _ENVIRONMENT.items()
        if (setting := getattr(draft.seen.settings, name)) and not setting.from_gcloud
    }
    kept = {k: a for k, a in draft.given.items() if not (k in overruled and a.source is Source.FILE)}
    return replace(draft, given=kept, _known={})


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _yaml_value(text: str) -> object:
    try:
        return yaml_text.load(text)
    except yaml_text.NotYaml:
        return text
