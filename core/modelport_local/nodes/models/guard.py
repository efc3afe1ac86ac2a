"""Unpickling that imports nothing with which a file could run commands or code.

Every unpickler of the process is watched, those of a file's arrays and of libraries too: each raises the audit event
`pickle.find_class`.
"""

import functools
import operator
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from modelport.catalog.pickle_imports import ATTRIBUTE_READERS, dangerous

_READERS: dict[str, Callable[..., Any]] = {
    "getattr": getattr, "attrgetter": operator.attrgetter, "methodcaller": operator.methodcaller,
}  # fmt: skip


class Refused(Exception):
    """What a pickle would have imported, such as `posix.system`."""


class _Watch:
    """Whether imports are watched now; the hook itself stays for good once it is there."""

    is_on = False
    has_hook = False


@contextmanager
def refusing_calls() -> Iterator[None]:
    """Inside, unpickling raises Refused instead of importing what runs commands or code."""
    if not _Watch.has_hook:
        sys.addaudithook(_hear)
        _Watch.has_hook = True
    _Watch.is_on = True
    try:
        yield
    finally:
        _Watch.is_on = False


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "pickle.find_class" and _Watch.is_on:
        if arguments in ATTRIBUTE_READERS:
            raise Refused(".".join(arguments))
        _check(*arguments)


@functools.lru_cache(4096)
def _check(module: str, name: str) -> None:
    if dangerous([(module, name)]):
        raise Refused(f"{module}.{name}".strip("."))


class WatchedReaders:
    """For an unpickler: `getattr` and its like are imported as they are here, and asked for harmless names only."""

    def find_class(self, module: str, name: str) -> Any:
        """See pickle.Unpickler; raises Refused."""
        if _Watch.is_on and (module, name) in ATTRIBUTE_READERS:
            return functools.partial(_read, _READERS[name])
        return super().find_class(module, name)  # type: ignore[misc]


def _read(reader: Callable[..., Any], *arguments: Any) -> Any:
    for name in arguments:
        if isinstance(name, str):
            _check("", name)
    return reader(*arguments)
