"""Pickles as older releases of scikit-learn wrote them, made of real models by changing what they keep."""

import copyreg
import io
import pickle
from pathlib import Path
from typing import Any

from sklearn.base import BaseEstimator


class _Pickler(pickle.Pickler):
    """Writes every fitted estimator as `version` did: without the attributes `lacks`, with the values `holds`."""

    def __init__(self, file: io.BytesIO, version: str, lacks: tuple[str, ...], holds: dict[str, object]) -> None:
        super().__init__(file, protocol=2)
        self._version, self._lacks, self._holds = version, lacks, holds

    def reducer_override(self, model: object) -> Any:
        """See pickle.Pickler."""
        if not isinstance(model, BaseEstimator):
            return NotImplemented
        state = {name: value for name, value in vars(model).items() if name not in self._lacks}
        state |= {name: value for name, value in self._holds.items() if name in state}
        state |= {"_sklearn_version": self._version}
        return copyreg.__newobj__, (type(model),), state  # type: ignore[attr-defined]


def older(
    model: object, directory: Path, version: str, lacks: tuple[str, ...] = (), holds: dict[str, object] | None = None
) -> Path:
    """The path of `model.pkl`, which loads without a word about its version only where that is the installed one."""
    file = io.BytesIO()
    _Pickler(file, version, lacks, holds or {}).dump(model)
    path = directory / "model.pkl"
    path.write_bytes(file.getvalue())
    return path
