"""What is installed beside Modelport, which the embedded platform serves with; nothing of it is imported."""

import importlib.metadata
import importlib.util
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
    try:
        found = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return True
    if found is None or not inner:
        return found is not None
    return any(_holds(Path(place), inner) for place in found.submodule_search_locations or ())


def _holds(package: Path, inner: list[str]) -> bool:
    directory, name = package.joinpath(*inner[:-1]), inner[-1]
    return (directory / name).is_dir() or (directory.is_dir() and any(directory.glob(f"{name}.*")))
