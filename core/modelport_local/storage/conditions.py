"""Preconditions on an object's generation and metageneration."""

from collections.abc import Mapping

import msgspec

from ..http.messages import HttpError
from .errors import invalid, precondition_failed


def whole_number(query: Mapping[str, str], name: str) -> int | None:
    """A parameter of the query as an int, None where absent; raises HttpError 400."""
    text = query.get(name)
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise invalid(f"The parameter {name} must be a whole number, not {text[:50]!r}.")
    return int(text)


class Conditions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What must hold for a call; generation 0 stands for an object that does not exist."""

    generation_match: int | None = None
    generation_not_match: int | None = None
    metageneration_match: int | None = None
    metageneration_not_match: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str], prefix: str = "if") -> "Conditions":
        """Those of a query: `ifGenerationMatch`, or with prefix `ifSource` those on a copy's source."""
        return cls(
            whole_number(query, f"{prefix}GenerationMatch"),
            whole_number(query, f"{prefix}GenerationNotMatch"),
            whole_number(query, f"{prefix}MetagenerationMatch"),
            whole_number(query, f"{prefix}MetagenerationNotMatch"),
        )

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
        return ""

    def check(self, generation: int, metageneration: int) -> None:
        """Raises HttpError 412 for the first precondition of a write that does not hold."""
        if failing := self.failing(generation, metageneration):
            raise precondition_failed(failing)

    def check_read(self, generation: int, metageneration: int) -> None:
        """Raises HttpError 412, or 304 where the reader already has what there is."""
        failing = self.failing(generation, metageneration)
        if "NotMatch" in failing:
            raise HttpError(304, "notModified", "The resource has not changed.")
        if failing:
            raise precondition_failed(failing)
