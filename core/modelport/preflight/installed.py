"""What is installed beside Modelport, which the embedded platform serves with; nothing of it is imported."""

import ast
import importlib.metadata
import importlib.util
import re
from functools import cache
from pathlib import Path

from .numbering import numbers

_DISTRIBUTIONS = {
    "scikit-learn": ("scikit-learn",),
    "xgboost": ("xgboost", "xgboost-cpu"),
    "tensorflow": ("tensorflow", "tensorflow-cpu"),
}


@cache
def installed_version(library: str) -> str:
    """The version of `scikit-learn`, `xgboost` or `tensorflow`, or "" where it is not installed."""
    for distribution in _DISTRIBUTIONS[library]:
        try:
            return importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""


def differs_here(library: str, saved: str) -> bool:
    """Whether another major.minor than `saved` is installed here."""
    here = installed_version(library)
    return bool(here) and numbers(here) != numbers(saved)


@cache
def has_module(name: str) -> bool:
    """Whether a file of this module is there; looking up a package's own name imports nothing."""
    package, *inner = name.split(".")
    places = _places(package)
    return places is None or (bool(places) if not inner else any(_holds(place, inner) for place in places))


@cache
def has_name(module: str, name: str) -> bool:
    """Whether the source of a module binds this name anywhere; True where there is no source, or it does not tell."""
    source = _source_of(module)
    if source is None:
        return True
    first = name.partition(".")[0]
    if re.search(rf"^(class|def) {re.escape(first)}\b|^{re.escape(first)} *[=:]", source, re.MULTILINE):
        return True
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return True
    return any(first in _bound(node) or not _UNTOLD.isdisjoint(_bound(node)) for node in nodes)


# A module with one of these may have names that its source doesn't show.
_UNTOLD = {"*", "__getattr__", "globals", "exec"}


def _bound(node: ast.AST) -> set[str]:
    """The names that a piece of source code binds, and those that it reads."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.alias):
        return {node.asname or node.name.partition(".")[0]}
    return {node.id} if isinstance(node, ast.Name) else set()


def _places(package: str) -> list[Path] | None:
    """The package's directories, or its file; [] where it is not there, None where that can't be told."""
    try:
        found = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if found is None:
        return []
    return [Path(place) for place in found.submodule_search_locations or [found.origin or package]]


def _source_of(module: str) -> str | None:
    package, *inner = module.split(".")
    for place in _places(package) or []:
        for path in (place.joinpath(*inner, "__init__.py"), place.joinpath(*inner).with_suffix(".py")):
            if path.is_file():
                return path.read_text("utf-8", "replace")
    return None


def _holds(package: Path, inner: list[str]) -> bool:
    directory, name = package.joinpath(*inner[:-1]), inner[-1]
    return (directory / name).is_dir() or (directory.is_dir() and any(directory.glob(f"{name}.*")))
