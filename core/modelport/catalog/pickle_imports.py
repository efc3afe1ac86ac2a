"""What a pickle of a model has no need to import, since it runs commands or code, or reads and writes files.

Of Python's own library only what honest models import is known to be harmless (`honest_imports`); of other packages,
what is named as if it ran, read or wrote something is not. Picklescan's list is asked as well.
"""

import io
import logging
import re
import sys
from collections.abc import Iterable
from typing import TypeAlias

from .honest_imports import is_honest

Import: TypeAlias = tuple[str, str]
"""Module and name."""

TRUST_LABEL = "modelport-trust-pickle"
"""The label on a version that, as `yes`, lets the embedded platform load such a pickle."""

_PYTHON = frozenset(sys.stdlib_module_names) | {
    "__builtin__", "copy_reg", "exceptions", "commands", "imp", "distutils", "asyncore", "cPickle", "cStringIO",
    "StringIO", "UserDict", "UserList", "Queue", "urllib2", "new", "popen2",
}  # fmt: skip
_MODULES = {
    "pip", "setuptools", "pkg_resources", "requests", "urllib3", "httplib2", "dill", "sklearn.datasets",
    "numpy.ctypeslib", "numpy.f2py", "numpy.distutils", "numpy.testing", "numpy.lib.npyio",
    "numpy.lib._npyio_impl", "numpy.lib.format", "scipy.io", "scipy.datasets", "pandas.io",
    "pandas.core.computation",
}  # fmt: skip
_JOBLIB = ("joblib", "sklearn.externals.joblib")
_OF_JOBLIB = {("numpy_pickle", "NumpyArrayWrapper"), ("numpy_pickle", "NDArrayWrapper"), ("memory", "Memory"),
              ("numpy_pickle_compat", "NDArrayWrapper"), ("numpy_pickle_compat", "ZNDArrayWrapper")}  # fmt: skip
_OF_CLOUDPICKLE = {"_make_function", "_make_skel_func", "_fill_function", "_function_setstate", "subimport"}
# Methods and functions that run, read or write something, by how they are named in any package.
_DOING = re.compile(
    r"(save|dump|load|open|write|read|fetch|run|exec|eval|query|spawn|system|popen|fork|compile|download|urlopen|delete"
    r"|remove|unlink|rmtree|rename|replace|mkdir|rmdir|makedirs|touch|chmod|connect|call|start|to_(csv|pickle|json|parquet"
    r"|hdf|sql|excel|feather|html|latex|stata|xml|clipboard|gbq|orc|markdown|string))(s|z|[0-9])?(_.*)?"
    r"|(to|from)(file|regex)|memmap|(load|save|genfrom)txt|savez.*"
)
# The second half are modules that other modules import, where they are within reach by name.
_ANYWHERE = {
    "Popen", "__import__", "__globals__", "__code__", "__builtins__", "__subclasses__", "f_globals", "f_builtins",
    "__getattribute__",
    "check_output", "runstring", "os", "sys", "posix", "subprocess", "importlib", "shutil", "builtins", "pickle",
    "_pickle", "marshal", "runpy", "ctypes",
}  # fmt: skip
# In picklescan's lists, but in honest models as well; what getattr and the getters are asked for is judged by its name.
_HONEST_NAMES = {"getattr", "partial", "attrgetter", "itemgetter", "methodcaller"}
_HONEST_PACKAGES = {"uuid", "cloudpickle"}

ATTRIBUTE_READERS = {
    ("builtins", "getattr"), ("__builtin__", "getattr"), ("operator", "attrgetter"), ("_operator", "attrgetter"),
    ("operator", "methodcaller"), ("_operator", "methodcaller"),
}  # fmt: skip
"""Callables that reach something by a name among their arguments."""


def dangerous(imports: Iterable[Import]) -> list[Import]:
    """Those with which loading a pickle could run commands or code, or reach files, in their order."""
    listed = list(imports)
    scanned = _found_by_picklescan(listed)
    return [each for each in listed if _is_listed(each) or each in scanned]


def _is_listed(each: Import) -> bool:
    module, name = each
    package, parts = module.partition(".")[0], name.split(".")
    if not _ANYWHERE.isdisjoint(parts):
        return True
    if package in _PYTHON:
        return not is_honest(module, name)
    if _is_below(module, _JOBLIB):
        return (module.rpartition(".")[2], name) not in _OF_JOBLIB
    if package == "cloudpickle" and name in _OF_CLOUDPICKLE:
        return True
    does = any(_DOING.fullmatch(part.lstrip("_")) for part in parts)
    return does or _is_below(module, _MODULES)


def _is_below(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


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
    is_known = is_honest(module, name) or name in _HONEST_NAMES or module.partition(".")[0] in _HONEST_PACKAGES
    return bool(module and name) and is_plain and not is_known and "unknown" not in module + name


def _quiet() -> None:
    """picklescan also says what it finds to its log, which without a handler is stderr."""
    log = logging.getLogger("picklescan")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
        log.propagate = False
