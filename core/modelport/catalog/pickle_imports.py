"""What a pickle of a model has no need to import, since it runs commands or code: our lists and picklescan's."""

import io
import logging
from collections.abc import Iterable
from typing import TypeAlias

Import: TypeAlias = tuple[str, str]
"""Module and name."""

TRUST_LABEL = "modelport-trust-pickle"
"""The label on a version that, as `yes`, lets the embedded platform load such a pickle."""

_MODULES = {
    "os", "posix", "nt", "subprocess", "commands", "pty", "runpy", "socket", "shutil", "ctypes", "webbrowser", "code",
    "importlib", "pip", "imp", "pdb", "bdb", "timeit", "multiprocessing", "marshal", "requests", "urllib", "sys",
}  # fmt: skip
_HARMLESS = {("os", "fspath"), ("sys", "maxsize"), ("sys", "intern")}
_BUILTIN_MODULES = {"builtins", "__builtin__"}
_BUILTINS = {"eval", "exec", "execfile", "compile", "__import__", "open", "file", "input", "breakpoint"}
_LOADING_MODULES = {"pickle", "_pickle", "cPickle", "dill", "dill._dill"}
# The second half are modules that other modules import, where they are within reach by name.
_ANYWHERE = {
    "system", "popen", "Popen", "eval", "exec", "__import__", "__globals__", "check_output", "runstring",
    "os", "sys", "posix", "subprocess", "importlib", "shutil", "builtins", "pickle", "_pickle", "marshal",
    "runpy", "ctypes",
}  # fmt: skip
# In picklescan's lists, but in honest models as well; what getattr and the getters are asked for is judged by its name.
_HONEST_NAMES = {"getattr", "partial", "attrgetter", "itemgetter", "methodcaller", "CodeType"}
_HONEST_PACKAGES = {"uuid", "cloudpickle"}

ATTRIBUTE_READERS = {
    ("builtins", "getattr"), ("__builtin__", "getattr"), ("operator", "attrgetter"), ("_operator", "attrgetter"),
    ("operator", "methodcaller"), ("_operator", "methodcaller"),
}  # fmt: skip
"""Callables that reach something by a name among their arguments."""


def dangerous(imports: Iterable[Import]) -> list[Import]:
    """Those with which loading a pickle could run commands, code or programs, in their order."""
    listed = list(imports)
    scanned = _found_by_picklescan(listed)
    return [each for each in listed if each not in _HARMLESS and (_is_listed(each) or each in scanned)]


def _is_listed(each: Import) -> bool:
    module, name = each
    first, *_ = parts = name.split(".")
    if module in _BUILTIN_MODULES and first in _BUILTINS:
        return True
    if module in _LOADING_MODULES and first in ("loads", "load"):
        return True
    return module.partition(".")[0] in _MODULES or not _ANYWHERE.isdisjoint(parts)


def _found_by_picklescan(imports: list[Import]) -> set[Import]:
    """What picklescan calls dangerous, asked with a pickle that does nothing but name the imports."""
    from picklescan.scanner import SafetyLevel, scan_pickle_bytes  # type: ignore[import-untyped]

    asked = [each for each in imports if _can_be_asked(each)]
    listing = b"".join(f"c{module}\n{name}\n0".encode("utf-8", "replace") for module, name in asked) + b"N."
    _quiet()
    found = scan_pickle_bytes(io.BytesIO(listing), "imports").globals
    return {(each.module, each.name) for each in found if each.safety is SafetyLevel.Dangerous}


def _can_be_asked(each: Import) -> bool:
    """picklescan takes every name with "unknown" in it for hidden; a GLOBAL has no room for blanks."""
    module, name = each
    is_plain = module.isprintable() and name.isprintable() and " " not in module + name
    is_honest = name in _HONEST_NAMES or module.partition(".")[0] in _HONEST_PACKAGES
    return bool(module and name) and is_plain and not is_honest and "unknown" not in module + name


def _quiet() -> None:
    """picklescan also says what it finds to its log, which without a handler is stderr."""
    log = logging.getLogger("picklescan")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
        log.propagate = False
