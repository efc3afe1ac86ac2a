"""What a pickle imports, judged: dangerous, the author's own, another library's."""

import sys

from modelport.catalog.pickle_imports import dangerous

from ..pickles.values import Global

# Packages that the platform's scikit-learn and XGBoost runtimes bring along, and old names of theirs.
_AT_HAND = {"sklearn", "numpy", "scipy", "joblib", "xgboost", "pandas"}
_OLD_PYTHON = {"__builtin__", "copy_reg", "UserDict", "cPickle", "exceptions"}


def package_of(module: str) -> str:
    """The outermost package."""
    return module.partition(".")[0]


def dangerous_imports(imports: list[Global]) -> list[str]:
    """The paths of those with which loading the pickle could run commands, code or programs."""
    return [f"{module}.{name}" for module, name in dangerous([(found.module, found.name) for found in imports])]


def is_own_code(found: Global) -> bool:
    """Whether this was defined in the script or notebook that trained the model."""
    return found.module in ("__main__", "__mp_main__")


def other_packages(imports: list[Global]) -> tuple[str, ...]:
    """Packages beyond Python and those of the runtimes, sorted: another library's, or the author's own."""
    known = _AT_HAND | _OLD_PYTHON | set(sys.stdlib_module_names) | {"__main__", "__mp_main__"}
    return tuple(sorted({package_of(found.module) for found in imports} - known))
