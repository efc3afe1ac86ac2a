"""The parts of a model document that matter, the same in UBJSON and JSON."""

from collections.abc import Mapping, Sequence

from ..stream import Corrupt
from .model import XgboostModel

NAMES_AT_MOST = 10_000
WANTED = frozenset({"feature_names", "learner_model_param", "objective", "version"})


def model_from(document: object, form: str) -> XgboostModel:
    """The model of a decoded document, which may hold its own beside a configuration; raises Corrupt for others."""
    top = _mapping(document)
    if isinstance(top.get("Model"), Mapping):
        top = _mapping(top["Model"])
    if not isinstance(top.get("learner"), Mapping):
        raise Corrupt("it has no learner")
    learner = _mapping(top["learner"])
    numbers = _mapping(learner.get("learner_model_param"))
    if not numbers.get("num_feature"):
        raise Corrupt("it does not say how many features it takes")
    return XgboostModel(
        form,
        version=".".join(str(part) for part in _list(top.get("version"))[:3]),
        feature_count=_int(numbers.get("num_feature")),
        feature_names=tuple(str(name) for name in _list(learner.get("feature_names"))[:NAMES_AT_MOST]),
        class_count=_int(numbers.get("num_class")) or 0,
        objective=str(_mapping(learner.get("objective")).get("name", "")),
        base_score=str(numbers.get("base_score", "")),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _int(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 12 else None
