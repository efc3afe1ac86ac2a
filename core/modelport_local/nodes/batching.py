"""Answers to all the requests that wait: compatible ones share a run, and a bad one fails alone."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from .frames import Frame, Kind
from .models.base import Call, Code, PredictionError, Predictor, Rows
from .replies import failure

MAX_ROWS = 256
_INSTANCES = "instances"
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()

Reply = tuple[int, Kind, bytes]
Asked = tuple[int, Call]


def answer(predictor: Predictor, frames: list[Frame], batching: bool = True) -> Iterator[Reply]:
    """One reply per frame, in any order; raises nothing that a request or a model can cause."""
    groups: dict[tuple[object, ...], list[Asked]] = {}
    for frame in frames:
        try:
            call = _prepare(predictor, frame.payload)
            key = call.key if batching and predictor.batches and not call.alone else (frame.id,)
        except PredictionError as error:
            yield frame.id, Kind.REFUSAL, failure(error.detail)
            continue
        groups.setdefault(key, []).append((frame.id, call))
    for asked in groups.values():
        for batch in _batches(asked):
            yield from _answer_batch(predictor, batch)


def _prepare(predictor: Predictor, body: bytes) -> Call:
    request = _parse(body)
    instances = request.pop(_INSTANCES, None)
    if not isinstance(instances, list):
        raise PredictionError(Code.INPUT, f'The request body must be an object with a list "{_INSTANCES}".')
    if not instances:
        raise PredictionError(Code.INPUT, f'The list "{_INSTANCES}" is empty.')
    try:
        return predictor.prepare(instances, request)
    except PredictionError:
        raise
    except Exception as error:  # whatever a request holds, the node goes on
        raise PredictionError(Code.INPUT, f"Invalid inputs: {error}") from error


def _run(predictor: Predictor, call: Call) -> Rows:
    try:
        return predictor.run(call)
    except PredictionError:
        raise
    except Exception as error:  # whatever a model answers, the node goes on
        raise PredictionError(Code.OUTPUT, f"{type(error).__name__}: {error}") from error


def _parse(body: bytes) -> dict[str, Any]:
    try:
        request = _decoder.decode(body)
    except (ValueError, RecursionError):
        request = _parse_leniently(body)
    return request if isinstance(request, dict) else {}


def _parse_leniently(body: bytes) -> object:
    """As Python's own json reads it: NaN, Infinity and integers of any size."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PredictionError(Code.INPUT, f"The request body is not JSON: {error}.") from error


def _batches(asked: list[Asked]) -> Iterator[list[Asked]]:
    batch: list[Asked] = []
    rows = 0
    for id, call in asked:
        if batch and rows + call.rows > MAX_ROWS:
            yield batch
            batch, rows = [], 0
        batch.append((id, call))
        rows += call.rows
    yield batch


def _answer_batch(predictor: Predictor, batch: list[Asked]) -> Iterator[Reply]:
    if len(batch) > 1:
        try:
            rows = _run(predictor, _joined([call for _, call in batch]))
        except PredictionError:
            rows = Rows([], finite=False)
        if len(rows.values) == sum(call.rows for _, call in batch):
            yield from _split(batch, rows)
            return
    for id, call in batch:
        yield _answer_one(predictor, id, call)


def _joined(calls: list[Call]) -> Call:
    first = calls[0]
    inputs = {name: np.concatenate([call.inputs[name] for call in calls]) for name in first.inputs}
    return Call(inputs, sum(call.rows for call in calls), first.options, first.method)


def _split(batch: list[Asked], rows: Rows) -> Iterator[Reply]:
    start = 0
    for id, call in batch:
        stop = start + call.rows
        yield _encoded(id, Rows(rows.values[start:stop], rows.finite))
        start = stop


def _answer_one(predictor: Predictor, id: int, call: Call) -> Reply:
    try:
        return _encoded(id, _run(predictor, call))
    except PredictionError as error:
        return id, Kind.REFUSAL, failure(error.detail)


def _encoded(id: int, rows: Rows) -> Reply:
    answer = {"predictions": rows.values}
    if rows.finite:
        return id, Kind.ANSWER, _encoder.encode(answer)
    try:
        return id, Kind.ANSWER, json.dumps(answer).encode()
    except (TypeError, ValueError, RecursionError) as error:
        return id, Kind.REFUSAL, failure(f"Bad output type returned: {error}.")
