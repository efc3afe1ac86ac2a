"""Frameworks: their names in the API and in gcloud, and the files that hold a model."""

import msgspec

from ._data import load

TENSORFLOW, SCIKIT_LEARN, XGBOOST = "TENSORFLOW", "SCIKIT_LEARN", "XGBOOST"


class Framework(msgspec.Struct, frozen=True):
    """A framework: API name, gcloud name, and the file names looked for at the root of a model directory."""

    api: str
    gcloud: str
    files: tuple[str, ...]
    rule: str

    @property
    def label(self) -> str:
        """The library's own spelling."""
        return {TENSORFLOW: "TensorFlow", XGBOOST: "XGBoost"}.get(self.api, self.gcloud)


def all_frameworks() -> tuple[Framework, ...]:
    """Every framework."""
    return load("frameworks", tuple[Framework, ...])


def find(name: str) -> Framework | None:
    """By API name (`SCIKIT_LEARN`) or gcloud name (`scikit-learn`), or None."""
    return next((f for f in all_frameworks() if name in (f.api, f.gcloud)), None)


def label(name: str) -> str:
    """The library's own spelling; another name stays as it is."""
    framework = find(name)
    return framework.label if framework else name
