"""What a pickle imports, judged: dangerous, the author's own, another library's."""

import sys

from ..pickles.values import Global

# Packages that the platform's scikit-learn and XGBoost runtimes bring along, and old names of theirs.
_AT_HAND = {"sklearn", "numpy", "scipy", "joblib", "xgboost", "pandas"}
_OLD_PYTHON = {"__builtin__", "copy_reg", "UserDict", "cPickle", "exceptions"}
_DANGEROUS_MODULES = {
    "os", "posix", "nt", "subprocess", "commands", "pty", "runpy", "socket", "shutil", "ctypes", "webbrowser", "code",
    "importlib", "pip", "imp", "pdb", "bdb", "timeit", "multiprocessing", "marshal", "requests", "urllib", "sys",
}  # fmt: skip
_HARMLESS = {("os", "fspath"), ("sys", "maxsize"), ("sys", "intern")}
_DANGEROUS_BUILTINS = {"eval", "exec", "execfile", "compile", "__import__", "open", "file", "input", "breakpoint"}
# The second half are modules that other modules import, where they are within reach by name.
_DANGEROUS_ANYWHERE = {
    "system", "popen", "Popen", "eval", "exec", "__import__", "__globals__", "check_output", "runstring",
    "os", "sys", "posix", "subprocess", "importlib", "shutil", "builtins",
}  # fmt: skip
_BUILTIN_MODULES = {"builtins", "__builtin__"}
_LOADERS = {"pickle", "_pickle", "cPickle", "dill", "dill._dill"}


def package_of(module: str) -> str:
    """The outermost package."""
    return module.partition(".")[0]


def is_dangerous(found: Global) -> bool:
    """Whether importing this lets a pickle run commands, code or programs."""
    first, *_ = parts = found.name.split(".")
    if found.module in _BUILTIN_MODULES and first in _DANGEROUS_BUILTINS:
        return True
    if found.module in _LOADERS and first in ("loads", "load"):
        return True
    in_dangerous_module = package_of(found.module) in _DANGEROUS_MODULES and (found.module, first) not in _HARMLESS
    return in_dangerous_module or not _DANGEROUS_ANYWHERE.isdisjoint(parts)


def is_own_code(found: Global) -> bool:
    """Whether this was defined in the script or notebook that trained the model."""
    return found.module in ("__main__", "__mp_main__")


def other_packages(imports: list[Global]) -> tuple[str, ...]:
    """Packages beyond Python and those of the runtimes, sorted: another library's, or the author's own."""
    known = _AT_HAND | _OLD_PYTHON | set(sys.stdlib_module_names) | {"__main__", "__mp_main__"}
    return tuple(sorted({package_of(found.module) for found in imports} - known))
