"""Preconditions on a resource: on its generation and metageneration, or on its etag."""

import base64
import binascii
import re
from collections.abc import Mapping

import msgspec

from ..http.messages import HttpError, Request
from .errors import invalid, precondition_failed


def whole_number(query: Mapping[str, str], name: str) -> int | None:
    """A parameter of the query as an int, None where absent; raises HttpError 400."""
    text = query.get(name)
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise invalid(f"The parameter {name} must be a whole number, not {text[:50]!r}.")
    return int(text)


_ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"|([^\s,"]+)')


def etag(generation: int, metageneration: int) -> str:
    """The etag of a resource: base64, because clients decode it."""
    return base64.b64encode(generation.to_bytes(8, "big") + metageneration.to_bytes(8, "big")).decode()


def same_etag(one: str, other: str) -> bool:
    """Whether both are the same bytes: clients give etags back in the URL-safe alphabet."""
    return _bytes(one) == _bytes(other)


class Conditions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What must hold for a call; generation 0 stands for an object that does not exist.

    `etag_match` and `etag_not_match` are headers as they came: etags, with commas between them, or `*`.
    """

    generation_match: int | None = None
    generation_not_match: int | None = None
    metageneration_match: int | None = None
    metageneration_not_match: int | None = None
    etag_match: str | None = None
    etag_not_match: str | None = None

    @classmethod
    def of(cls, request: Request) -> "Conditions":
        """Those on what a call reads or writes: `ifGenerationMatch` and its like, `If-Match` and `If-None-Match`."""
        headers = request.headers
        return cls(*_numbers(request.query, "if"), headers.get("if-match"), headers.get("if-none-match"))

    @classmethod
    def of_source(cls, request: Request) -> "Conditions":
        """Those on the source of a copy: `ifSourceGenerationMatch` and its like."""
        return cls(*_numbers(request.query, "ifSource"))

    def failing(self, generation: int, metageneration: int) -> str:
        """The first precondition that does not hold, in words, or "" ."""
        checks = (
            ("ifGenerationMatch", self.generation_match, generation, True),
            ("ifMetagenerationMatch", self.metageneration_match, metageneration, True),
            ("ifGenerationNotMatch", self.generation_not_match, generation, False),
            ("ifMetagenerationNotMatch", self.metageneration_not_match, metageneration, False),
        )
        for name, wanted, found, same in checks:
            if wanted is not None and (wanted == found) is not same:
                return f"{name}={wanted} (it is {found})"
        if self.etag_match is None and self.etag_not_match is None:
            return ""
        return self._failing_etag(etag(generation, metageneration) if metageneration else None)

    def _failing_etag(self, present: str | None) -> str:
        checks = (("If-Match", self.etag_match, True), ("If-None-Match", self.etag_not_match, False))
        for name, header, same in checks:
            if header is not None and _is_among(present, header) is not same:
                return f"{name}: {header[:100]} (it is {present})"
        return ""

    def check(self, generation: int, metageneration: int) -> None:
        """Raises HttpError 412 for the first precondition of a write that does not hold."""
        if failing := self.failing(generation, metageneration):
            raise precondition_failed(failing)

    def check_read(self, generation: int, metageneration: int) -> None:
        """Raises HttpError 412, or 304 where the reader already has what there is."""
        failing = self.failing(generation, metageneration)
        if failing.startswith(("ifGenerationNotMatch", "ifMetagenerationNotMatch", "If-None-Match")):
            headers = {"ETag": f'"{etag(generation, metageneration)}"'}
            raise HttpError(304, "notModified", "The resource has not changed.", (), headers)
        if failing:
            raise precondition_failed(failing)


def _numbers(query: Mapping[str, str], prefix: str) -> tuple[int | None, int | None, int | None, int | None]:
    return (
        whole_number(query, f"{prefix}GenerationMatch"),
        whole_number(query, f"{prefix}GenerationNotMatch"),
        whole_number(query, f"{prefix}MetagenerationMatch"),
        whole_number(query, f"{prefix}MetagenerationNotMatch"),
    )


def _is_among(present: str | None, header: str) -> bool:
    """Whether a resource, None for none, is one of those that a header names."""
    if present is None or header.strip() == "*":
        return present is not None
    return any(same_etag(present, quoted or bare) for quoted, bare in _ENTITY_TAG.findall(header))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")
