"""What a pickle would build, as far as it is kept: plain values are themselves, everything else is one of these."""

from dataclasses import dataclass, field
from typing import Final

from ..xgboost.model import XgboostModel


class Opaque:
    """A value that was not kept, or that cannot be known without executing the pickle."""


OPAQUE: Final = Opaque()


@dataclass(frozen=True, slots=True)
class Global:
    """Something importable: a class or a function of a module."""

    module: str
    name: str

    @property
    def path(self) -> str:
        """`module.name`."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class Bulk:
    """Bytes or text too long to keep: its length in bytes, and the XGBoost model that it holds, if any."""

    length: int
    model: XgboostModel | None = None


@dataclass(slots=True, eq=False)
class Instance:
    """The result of calling `callable` with `args`, then given `state`; `entries` are items set on it."""

    callable: object
    args: tuple[object, ...] = ()
    state: object = None
    entries: dict[object, object] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Array:
    """A NumPy array: shape, kind and size of its items such as `f8`, and the items where they were kept."""

    shape: tuple[int, ...]
    dtype: str
    items: tuple[object, ...] = ()


def class_of(value: object) -> Global | None:
    """The class of an instance, seen through the functions that pickles rebuild objects with."""
    if not isinstance(value, Instance):
        return None
    made_by = value.callable
    is_rebuilt = isinstance(made_by, Global) and (
        made_by.module in ("copyreg", "copy_reg") or made_by.name.startswith("__pyx_unpickle")
    )
    if is_rebuilt and value.args and isinstance(value.args[0], Global):
        return value.args[0]
    return made_by if isinstance(made_by, Global) else None


def state_of(value: object) -> dict[object, object]:
    """The attributes of an instance, or {}."""
    if not isinstance(value, Instance):
        return {}
    state = value.state
    if isinstance(state, tuple) and len(state) == 2:
        # Attributes of __dict__ and of __slots__.
        parts = [part for part in state if isinstance(part, dict)]
        return {key: value for part in parts for key, value in part.items()}
    return state if isinstance(state, dict) else {}
