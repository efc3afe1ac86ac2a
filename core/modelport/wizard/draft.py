"""The draft: what was answered so far, and a default with its reason for everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from ..request import DeploymentRequest
from ..seen import Seen
from ..standing import Standing, standing
from .fields import Answer, Choice, Field, Kind, Source, Step
from .values import Unreadable, parse, show

CUSTOM_ROUTINE = "CUSTOM"
NEEDED = {"accelerator": "type", "container": "image", "explanation": "method"}
"""Parts of a version, and the key that each of them is nothing without."""
_TOLD = (Source.FILE, Source.FLAG)


@dataclass(frozen=True)
class Draft:
    """Immutable: every change gives a new draft, so that an old screen can never show a half-changed one.

    A typed answer that an earlier answer has made impossible is set aside, not forgotten: it counts again as soon as
    it is possible again. Answers from a file or a flag stand until another one is typed, even where the other answers
    leave no place for them; preflight names what is wrong with them.
    `unasked` holds what a request file says beyond the wizard's fields, by dotted key.
    """

    fields: Mapping[str, Field]
    given: Mapping[str, Answer] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    unasked: Mapping[str, object] = field(default_factory=dict)
    _known: dict[str, Answer] = field(default_factory=dict, compare=False, repr=False)

    def answer(self, key: str) -> Answer:
        """The answer in force, given or by default."""
        if key not in self._known:
            self._known[key] = self._answer(key)
        return self._known[key]

    def _answer(self, key: str) -> Answer:
        given = self.given.get(key)
        if given is None:
            return self.fields[key].default(self)
        if given.source is not Source.TYPED or self._is_possible(key, given.value):
            return given
        default = self.fields[key].default(self)
        return replace(default, reason=f"{show(given.value)} is not possible here; {default.reason}".rstrip("; "))

    def _is_possible(self, key: str, value: object) -> bool:
        if self.fields[key].kind not in (Kind.CHOICE, Kind.TABLE):
            return True
        return any(choice.value == value and not choice.unavailable for choice in self.choices(key))

    def text(self, key: str) -> str:
        """The answer in force as text; "" where there is none or it can't be read."""
        value = self.answer(key).value
        return "" if isinstance(value, Unreadable) else show(value, self.fields[key].kind)

    def version_there(self) -> dict[str, Any] | None:
        """The version with the name in force as the platform sent it, if there is one that did not fail."""
        return self.seen.version(self.text("model.name"), self.text("version.name"))

    def standing(self) -> Standing:
        """What there is of the request's resources, as far as somebody has looked."""
        return standing(self.request(), self.seen)

    def label(self, key: str) -> str:
        """The answer in force as people see it among the choices, or as text."""
        text = self.text(key)
        return next((choice.label for choice in self.choices(key) if choice.value == text), text)

    def choices(self, key: str) -> tuple[Choice, ...]:
        """What can be chosen, given the answers so far."""
        choices = self.fields[key].choices
        return choices(self) if choices else ()

    def applies(self, key: str) -> bool:
        """Whether the field makes sense, given the answers so far, or was answered in a file or flag all the same."""
        return self.fields[key].applies(self) or (self.is_told(key) and not self.fields[key].only_if_asked)

    def is_told(self, key: str) -> bool:
        """Whether a file or a flag says something here."""
        given = self.given.get(key)
        return given is not None and given.source in _TOLD and not _is_empty(given.value) and given.value is not False

    def with_text(self, key: str, text: str, source: Source = Source.TYPED, reason: str = "") -> Draft:
        """The draft with what somebody typed."""
        return self.with_value(key, parse(self.fields[key].kind, text), source, reason)

    def with_value(self, key: str, value: object, source: Source = Source.TYPED, reason: str = "") -> Draft:
        """The draft with this answer; one that equals the default in force changes nothing."""
        if key not in self.given and source is Source.TYPED and value == self.answer(key).value:
            return self
        changed = replace(self, given={**self.given, key: Answer(value, source, reason)}, _known={})
        return changed._without_what_lost_its_place(self) if source is Source.TYPED else changed

    def _without_what_lost_its_place(self, before: Draft) -> Draft:
        """What was told made sense until somebody typed otherwise: from now on it counts as typed too."""
        lost = {
            key: replace(self.given[key], source=Source.TYPED)
            for key, field in self.fields.items()
            if self.is_told(key) and field.applies(before) and not field.applies(self)
        }
        return replace(self, given={**self.given, **lost}, _known={}) if lost else self

    def without(self, key: str) -> Draft:
        """The draft with the default back in force."""
        return replace(self, given={k: a for k, a in self.given.items() if k != key}, _known={})

    def with_seen(self, **facts: Any) -> Draft:
        """The draft with something looked up."""
        return replace(self, seen=replace(self.seen, **facts), _known={})

    def request(self, steps: Sequence[Step] | None = None) -> DeploymentRequest:
        """The request as far as it is answered, or as the fields of some steps; what does not apply is left out."""
        keys = self.fields if steps is None else {one.key for step in steps for one in step.fields}
        parts = nested(self.unasked)
        for key in self.fields:
            value = self.answer(key).value
            if key in keys and self.applies(key) and not _is_empty(value) and value != CUSTOM_ROUTINE:
                _put(parts, key.split("."), list(value) if isinstance(value, tuple) else value)
        return msgspec.convert(_without_half_parts(parts), DeploymentRequest, strict=False)


def _is_empty(value: object) -> bool:
    return isinstance(value, Unreadable) or value is None or value in ("", (), {})


def nested(flat: Mapping[str, object]) -> dict[str, Any]:
    """`{"model.name": "iris"}` → `{"model": {"name": "iris"}}`."""
    parts: dict[str, Any] = {}
    for key, value in flat.items():
        _put(parts, key.split("."), value)
    return parts


def _put(parts: dict[str, Any], path: list[str], value: object) -> None:
    for name in path[:-1]:
        parts = parts.setdefault(name, {})
    parts[path[-1]] = value


def _without_half_parts(parts: dict[str, Any]) -> dict[str, Any]:
    """A part of the version that lacks what it is about, such as accelerators of no type, has no place."""
    version = parts.get("version", {})
    for name, needed in NEEDED.items():
        if needed not in version.get(name, {needed: ""}):
            del version[name]
    return parts
