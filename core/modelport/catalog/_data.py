"""Reading of the catalogue's data files, each once and only when asked for."""

from collections.abc import Hashable
from functools import cache
from importlib.resources import files
from typing import TypeVar, cast

import msgspec

T = TypeVar("T")


def load(name: str, kind: type[T]) -> T:
    """The content of `data/NAME.json` as `kind`; a file that does not fit it is a defect of this package."""
    return cast(T, _load(name, cast(Hashable, kind)))


@cache
def _load(name: str, kind: Hashable) -> object:
    raw = files(__package__).joinpath("data", f"{name}.json").read_bytes()
    return msgspec.json.decode(raw, type=kind)
