"""A pickle that would run something is refused while it is loaded, wherever in the file that is said."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from local.nodes.attacks import Attack
from modelport_local.nodes.models import pickled
from modelport_local.nodes.models.base import ModelRefused, PredictionError
from modelport_local.nodes.models.guard import refusing_calls

COMPRESSIONS: list[Any] = [0, 3, ("gzip", 1), ("bz2", 1), ("xz", 1), ("lzma", 1)]
CALL = b"cos\ngetpid\n(tR."
"""The end of a pickle that calls os.getpid."""


@pytest.fixture(autouse=True)
def watched() -> Iterator[None]:
    with refusing_calls():
        yield


def refusal(path: Path) -> str:
    """Why the file in a directory is not loaded."""
    with pytest.raises(ModelRefused) as refused:
        pickled.read(path)
    return str(refused.value)


def honest() -> dict[str, Any]:
    """Trained models of every kind that people deploy."""
    rows = np.random.default_rng(1).normal(size=(60, 3))
    labels = (rows[:, 0] > 0).astype(int)
    mixed = np.array([["a", 1.0, 2.0], ["unknown", 2.0, 1.0]] * 30, dtype=object)
    columns = ColumnTransformer([("kind", OneHotEncoder(handle_unknown="ignore"), [0])], remainder="passthrough")
    return {
        "forest": RandomForestClassifier(5).fit(rows, labels),
        "boosting": GradientBoostingClassifier(n_estimators=5).fit(rows, labels),
        "search": GridSearchCV(LogisticRegression(), {"C": [1, 2]}, scoring="roc_auc").fit(rows, labels),
        "columns": make_pipeline(columns, LogisticRegression()).fit(mixed, labels),
        "function": make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression()).fit(
            np.abs(rows), labels
        ),
        "random": RandomForestClassifier(3, random_state=np.random.RandomState(3)).fit(rows, labels),
        "booster": xgboost.train({"nthread": 1}, xgboost.DMatrix(rows, labels), num_boost_round=3),
        "wrapper": xgboost.XGBClassifier(n_estimators=3, n_jobs=1).fit(rows, labels),
    }


def test_no_honest_model_is_refused_however_it_was_saved(tmp_path: Path) -> None:
    for name, model in honest().items():
        for protocol in range(6):
            (tmp_path / "model.pkl").write_bytes(pickle.dumps(model, protocol=protocol))
            assert type(loaded(tmp_path)) is type(model), (name, protocol)
        (tmp_path / "model.pkl").unlink()
        for compress in COMPRESSIONS:
            joblib.dump(model, tmp_path / "model.joblib", compress=compress)
            assert type(loaded(tmp_path)) is type(model), (name, compress)
        (tmp_path / "model.joblib").unlink()


def loaded(path: Path) -> object:
    found = pickled.read(path)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("compress", COMPRESSIONS)
def test_an_attack_among_arrays_is_found_and_not_run(tmp_path: Path, compress: Any) -> None:
    marker = tmp_path / "executed"
    model = [np.zeros(1000), np.array([{"a": Attack(f"touch {marker}")}], dtype=object)]
    joblib.dump(model, tmp_path / "model.joblib", compress=compress)
    assert "model.joblib was not loaded, since that would call posix.system" in refusal(tmp_path)
    assert not marker.exists()


@pytest.mark.parametrize("protocol", range(6))
def test_an_attack_in_a_plain_pickle_is_found_in_every_protocol(tmp_path: Path, protocol: int) -> None:
    marker = tmp_path / "executed"
    (tmp_path / "model.pkl").write_bytes(pickle.dumps([Attack(f"touch {marker}")], protocol=protocol))
    assert "posix.system" in refusal(tmp_path)
    assert not marker.exists()


WRAPPER = b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(X\x05\0\0\0dtypecnumpy\ndtype\nX\x02\0\0\0u1\x85R"


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x04cbuiltins\nstr\n\x8c\x02os\x85R\x8c\x06system\x93.",
        b"\x80\x04cbuiltins\ngetattr\ncsklearn.base\nclone\n\x8c\x0b__globals__\x86R.",
        b"\x80\x04coperator\nmethodcaller\n\x8c\x0b__globals__\x85R.",
        b"\x80\x04cjoblib.numpy_pickle\npickle\n.",
        b"\x80\x04cpkgutil\nresolve_name\n.",
        b"c__builtin__\neval\n(S'1'\ntR.",
        b"cpickle\nloads\n(" + pickle.dumps(CALL, 0)[:-1] + b"tR.",
        b"cbuiltins\nbytes\n(ccodecs\nencode\n(" + pickle.dumps("x", 0)[:-1] + b"tRtR0" + CALL,
        b"\x80\x04ctypes\nCodeType\n.",
        b"\x80\x04cio\nopen\n(S'x'\nS'w'\ntR.",
        b"\x80\x04cnumpy\nsave\n.",
        b"I010\n0" + CALL,
        b"I1\0x\n0" + CALL,
        b"\x80\x04\x95\x02\0\0\0\0\0\0\0I1\n0" + CALL,
        WRAPPER + b"X\x05\0\0\0shapeK\x14\x85ub0" + CALL,
    ],
    ids=[
        "name put together", "getattr", "methodcaller", "module of a module", "resolver", "name of Python 2", "nested",
        "bytes of texts", "code", "file", "array into a file", "octal", "end of a text", "frame's length",
        "array that is none",
    ],
)  # fmt: skip
def test_ways_to_hide_a_call_are_found(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.pkl").write_bytes(content)
    assert "would call" in refusal(tmp_path)


def test_an_array_in_a_file_of_its_own_is_watched_too(tmp_path: Path) -> None:
    marker = tmp_path / "executed"
    np.save(tmp_path / "a.npy", np.array([Attack(f"touch {marker}")], dtype=object), allow_pickle=True)
    state = b"(X\x08\0\0\0filenameX\x05\0\0\0a.npyX\x08\0\0\0subclasscnumpy\nndarray\nu"
    (tmp_path / "model.joblib").write_bytes(
        b"\x80\x02cjoblib.numpy_pickle_compat\nNDArrayWrapper\n)\x81}" + state + b"b."
    )
    assert "posix.system" in refusal(tmp_path)
    assert not marker.exists()


def test_what_is_no_pickle_has_the_librarys_reason(tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(b"not a model")
    with pytest.raises(PredictionError, match=r"Could not load the model: model\.pkl\."):
        pickled.read(tmp_path)
