"""Reading of the catalogue's data files, each once and only when asked for."""

from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

T = TypeVar("T")


@cache
def load(name: str, kind: type[T]) -> T:
    """The content of `data/NAME.json` as `kind`; a file that does not fit it is a defect of this package."""
    raw = files(__package__).joinpath("data", f"{name}.json").read_bytes()
    return msgspec.json.decode(raw, type=kind)
