"""What newer releases of scikit-learn no longer find in the pickles of older ones."""

from collections.abc import Mapping
from functools import cache

import msgspec

from ._data import load


class Change(msgspec.Struct, frozen=True):
    """What releases from `since` on, and before `until` where it is given, can't do with fitted objects of `classes`.

    It matters to an object that fits each of these, where they are given: it has an attribute `has` (or where that is
    not given, one that ends in `_`, as fitting makes them), and none of the name `lacks`; it has the values
    `holds` (`a.b` is attribute b of what a names); was saved by a release that begins with one of `saved`; has a part
    `listed` among its `transformers_`; has at least `least` items in its list `items`, one of them (or the `estimator`
    in one of them) of a class `of`. `why` says that in words. Then predicting fails, or with `is_silent` gives other
    predictions. All of it was tried with models of 1.1 to 1.8 on 1.6 to 1.9.
    """

    id: str
    classes: tuple[str, ...]
    since: str
    why: str
    until: str = ""
    has: str = ""
    lacks: str = ""
    holds: Mapping[str, str | bool | None] = {}
    saved: tuple[str, ...] = ()
    listed: str = ""
    items: str = ""
    least: int = 1
    of: tuple[str, ...] = ()
    is_silent: bool = False


class _Table(msgspec.Struct, frozen=True):
    gone: Mapping[str, tuple[str, ...]]
    changes: tuple[Change, ...]


def _table() -> _Table:
    return load("scikit_learn_changes", _Table)


def is_gone(module: str, name: str) -> bool:
    """Whether this name of a compiled module is in no release from 1.6 on, the oldest that serves."""
    return name in _table().gone.get(module, ())


def of_class(name: str) -> tuple[Change, ...]:
    """The changes that may matter to objects of this class."""
    return _by_class().get(name, ())


@cache
def _by_class() -> dict[str, tuple[Change, ...]]:
    names = {name for each in _table().changes for name in each.classes}
    return {name: tuple(each for each in _table().changes if name in each.classes) for name in names}


def change(identifier: str) -> Change:
    """The change of this `id`; raises KeyError where there is none."""
    return {each.id: each for each in _table().changes}[identifier]
