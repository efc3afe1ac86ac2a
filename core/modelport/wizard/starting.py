"""The first draft: flags over environment over request file over gcloud's configuration over defaults."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import yaml_text
from ..catalog import frameworks, regions
from ..errors import UsageError
from ..request_file import flattened, read_request, request_from
from ..seen import Seen
from ..settings import Settings
from .draft import Draft
from .fields import Answer, Source
from .steps import FIELDS
from .values import Unreadable, parse

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
    """The draft with `--set key=value`, for every key that a request file can have. Raises UsageError."""
    key, equals, text = assignment.partition("=")
    if not equals:
        raise UsageError(
            f'"{assignment}" is no assignment', fix="Write --set KEY=VALUE, such as --set model.name=iris."
        )
    if key in FIELDS:
        return _with_flag(draft, key, text)
    unasked = {**draft.unasked, key: _yaml_value(text)}
    probe = replace(draft, unasked=unasked, _known={})
    _reject_unknown(probe, key)
    return probe


def _with_flag(draft: Draft, key: str, text: str) -> Draft:
    field = FIELDS[key]
    if key == "model.region" and text == regions.GLOBAL:
        return draft.with_value("model.endpoint", regions.GLOBAL, Source.FLAG, "--region global")
    if key == "artifact.framework" and (framework := frameworks.find(text)):
        text = framework.api
    value = parse(field.kind, text)
    if isinstance(value, Unreadable):
        raise UsageError(f'{field.flag or key}: "{text}" {value.problem}', fix=field.help)
    if field.closed:
        _reject_impossible(draft, key, text)
    return draft.with_value(
        key, value, Source.FLAG, "given on the command line" if field.flag == "PATH" else field.flag
    )


def _reject_impossible(draft: Draft, key: str, text: str) -> None:
    possible = [choice.value for choice in draft.choices(key)]
    if text not in possible:
        raise UsageError(
            f'{FIELDS[key].flag or key}: "{text}" is not one of {", ".join(possible)}',
            fix="Choose one of these.",
        )


def _reject_unknown(draft: Draft, key: str) -> None:
    nested: dict[str, Any] = {}
    part = nested
    *path, last = key.split(".")
    for name in path:
        part = part.setdefault(name, {})
    part[last] = draft.unasked[key]
    try:
        request_from(nested, "--set")
    except UsageError as error:
        near = difflib.get_close_matches(key, FIELDS, 1)
        raise UsageError(
            f'--set: "{key}" can\'t be set like this',
            why=error.summary,
            fix=f"Did you mean {near[0]}?" if near else error.fix,
        ) from None


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
