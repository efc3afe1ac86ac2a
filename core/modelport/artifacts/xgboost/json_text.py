"""Models saved as JSON: small ones are decoded, of large ones only beginning and end are looked at."""

import json
from collections import deque

import msgspec

from ..stream import CHUNK, Buffered, Corrupt, Truncated
from .document import WANTED, model_from
from .model import XgboostModel

DECODED_AT_MOST = 4 << 20
_EDGE_CHUNKS = 16


class _Numbers(msgspec.Struct):
    """XGBoost writes numbers as text here."""

    num_feature: str = ""
    num_class: str = ""
    base_score: str = ""


class _Objective(msgspec.Struct):
    name: str = ""


class _Trees(msgspec.Struct):
    """Trees or weights, which stay undecoded; those of dart lie one level deeper."""

    model: msgspec.Raw = msgspec.Raw()
    gbtree: msgspec.Raw = msgspec.Raw()


class _Learner(msgspec.Struct):
    """The learner without its trees: everything that is not named here is passed over by the decoder."""

    gradient_booster: _Trees | None = None
    feature_names: list[str] = []
    learner_model_param: _Numbers = msgspec.field(default_factory=_Numbers)
    objective: _Objective = msgspec.field(default_factory=_Objective)


class _Model(msgspec.Struct):
    learner: _Learner
    version: list[int] = []


class _Serialised(msgspec.Struct):
    """A booster inside a pickle: configuration and model."""

    model: _Model = msgspec.field(name="Model")


def read_json(stream: Buffered) -> XgboostModel:
    """Read a model; raises Corrupt where it is none, Truncated where it does not end."""
    head = _take(stream, DECODED_AT_MOST)
    if not stream.peek(1):
        return _decoded(head)
    tail: deque[bytes] = deque(maxlen=_EDGE_CHUNKS)
    while stream.peek(1):
        tail.append(_take(stream, CHUNK))
    return _from_edges(head[: _EDGE_CHUNKS * CHUNK], b"".join(tail))


def _take(stream: Buffered, count: int) -> bytes:
    return stream.read(len(stream.peek(count)[:count]))


def _decoded(text: bytes) -> XgboostModel:
    kind: type[_Serialised | _Model] = _Serialised if text[:12].lstrip(b"{ \n").startswith(b'"Config') else _Model
    try:
        document = msgspec.json.decode(text, type=kind)
    except UnicodeDecodeError as error:
        raise Corrupt("it is not UTF-8") from error
    except msgspec.DecodeError as error:
        if "truncated" in str(error):
            raise Truncated from error
        raise Corrupt(str(error)) from error
    learner = document.learner if isinstance(document, _Model) else document.model.learner
    trees, learner.gradient_booster = learner.gradient_booster, None
    if trees and not memoryview(trees.model) and not memoryview(trees.gbtree):
        raise Corrupt("it is a Booster's configuration (save_config), without its trees: use save_model")
    return model_from(msgspec.to_builtins(document), "JSON")


def _from_edges(head: bytes, tail: bytes) -> XgboostModel:
    """XGBoost sorts its keys: names of features come first, the learner's numbers and the version last."""
    if not tail.rstrip().endswith(b"}"):
        raise Truncated
    learner: dict[str, object] = {}
    for key in WANTED:
        learner[key] = _value_of(key, head, last=False) if key == "feature_names" else _value_of(key, tail, last=True)
    if not learner["learner_model_param"]:
        raise Corrupt("it has no learner_model_param")
    return model_from({"learner": learner, "version": learner["version"]}, "JSON")


def _value_of(key: str, raw: bytes, *, last: bool) -> object:
    mark = f'"{key}":'.encode()
    at = raw.rfind(mark) if last else raw.find(mark)
    if at < 0:
        return None
    text = raw[at + len(mark) :].decode("utf-8", "replace").lstrip()
    try:
        value: object = json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
    return value
