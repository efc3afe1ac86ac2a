"""Runtime versions: which libraries and Pythons each one has (release notes, discovery document of `ml` v1)."""

from collections.abc import Mapping

import msgspec

from ._data import load


class Runtime(msgspec.Struct, frozen=True):
    """One runtime version. Its number is text: 2.1 and 2.10 are different runtimes."""

    version: str
    released: str | None
    python: tuple[str, ...]
    tensorflow: str
    scikit_learn: str
    xgboost: str
    batch_prediction: bool
    n1: bool
    gpu: bool
    explanations: bool

    def library(self, framework: str) -> str:
        """The version of the framework's library, such as `1.0.2` for SCIKIT_LEARN."""
        return {
            "TENSORFLOW": self.tensorflow,
            "SCIKIT_LEARN": self.scikit_learn,
            "XGBOOST": self.xgboost,
        }.get(framework, "")


def all_runtimes() -> tuple[Runtime, ...]:
    """Every runtime version, newest first."""
    return tuple(reversed(load("runtimes", tuple[Runtime, ...])))


def find(version: str) -> Runtime | None:
    """The runtime with this number, or None."""
    return next((runtime for runtime in all_runtimes() if runtime.version == version), None)


def newest() -> Runtime:
    """The newest runtime version that the service ever had."""
    return all_runtimes()[0]


def minor(version: str) -> str:
    """`1.0.2` → `1.0`: what must agree for a pickle to be readable."""
    return ".".join(version.split(".")[:2])


def with_libraries(wanted: Mapping[str, str]) -> tuple[Runtime, ...]:
    """Runtimes whose libraries have the same major.minor as those `wanted` by framework, newest first."""
    minors = {framework: minor(version) for framework, version in wanted.items()}
    return tuple(r for r in all_runtimes() if all(minor(r.library(one)) == minors[one] for one in minors))
