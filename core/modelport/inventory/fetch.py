"""Every model and version of a project: all endpoints at once, pages as they arrive, failures with their place."""

import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeAlias

from modelport.defects import as_defect
from modelport.errors import ModelportError, NotFound
from modelport.platforms.serving import Resource

from .connections import Connections
from .everywhere import answers

THREADS = 32
PAGE = 100
"""The platform's largest page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a model's versions in the platform's own form; a model without versions has one empty page."""

    region: str
    model: Resource
    versions: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class PlaceFailed:
    """An endpoint, or one model of it, that could not be asked to the end; what was listed before stands."""

    region: str
    error: ModelportError


@dataclass(frozen=True, slots=True)
class PlaceFinished:
    """Every page of an endpoint has been reported."""

    region: str


Batch: TypeAlias = Listed | PlaceFailed | PlaceFinished


def fetch(
    connections: Connections, regions: Sequence[str], model: str = "", cancel: threading.Event | None = None
) -> Iterator[Batch]:
    """Asks every region in threads; ends when all have answered, or soon after `cancel` is set.

    With a model's name only its versions are listed, where it exists. Raises nothing: failures are reported.
    """
    if not regions:
        return
    work = _Fetching(connections, len(regions), model, cancel or threading.Event())
    try:
        work.start(regions)
        yield from work.batches()
    finally:
        work.stop()


def list_models(connections: Connections, regions: Sequence[str]) -> Iterator[Batch]:
    """Asks every region for its models alone: a page for each, without versions; failures are reported."""
    parent = f"projects/{connections.session.project}"

    for region, answer in answers(connections, regions, lambda serving: list(serving.models(parent))):
        if isinstance(answer, ModelportError):
            yield PlaceFailed(region, answer)
        else:
            yield from (Listed(region, model, ()) for model in answer)


def by_reason(failures: Iterable[tuple[str, ModelportError]]) -> list[tuple[ModelportError, list[str]]]:
    """Each reason once, with the regions that it was met on."""
    found: dict[str, tuple[ModelportError, list[str]]] = {}
    for region, error in failures:
        regions = found.setdefault(error.summary + error.why, (error, []))[1]
        if region not in regions:
            regions.append(region)
    return list(found.values())


class _Fetching:
    """One pass: tasks list models and versions, a queue carries batches to the one who iterates."""

    def __init__(self, connections: Connections, places: int, model: str, cancel: threading.Event) -> None:
        self._connections = connections
        self._places = places
        self._model = model
        self._cancel = cancel
        self._stopped = threading.Event()
        self._batches: queue.SimpleQueue[Batch] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="fetch")
        self._open: dict[str, int] = {}
        self._lock = threading.Lock()

    def start(self, regions: Sequence[str]) -> None:
        for region in regions:
            self._submit(region, None)

    def batches(self) -> Iterator[Batch]:
        finished = 0
        while finished < self._places and not self._is_over():
            try:
                batch = self._batches.get(timeout=0.1)
            except queue.Empty:
                continue
            finished += isinstance(batch, PlaceFinished)
            yield batch

    def stop(self) -> None:
        self._stopped.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _is_over(self) -> bool:
        return self._cancel.is_set() or self._stopped.is_set()

    def _submit(self, region: str, model: Resource | None) -> None:
        with self._lock:
            self._open[region] = self._open.get(region, 0) + 1
        try:
            future = self._pool.submit(self._work, region, model)
        except RuntimeError:  # the pool was shut down meanwhile: nobody waits for this any more
            return
        future.add_done_callback(partial(self._ended, region))

    def _work(self, region: str, model: Resource | None) -> None:
        try:
            if not self._is_over():
                self._models(region) if model is None else self._versions(region, model)
        except ModelportError as error:
            self._batches.put(PlaceFailed(region, error))

    def _ended(self, region: str, future: "Future[None]") -> None:
        """Runs once for each task; what it did not expect is reported too, as a defect."""
        if not future.cancelled() and isinstance(error := future.exception(), Exception):
            self._batches.put(PlaceFailed(region, as_defect(error)))
        with self._lock:
            self._open[region] -= 1
            is_last = not self._open[region]
        if is_last:
            self._batches.put(PlaceFinished(region))

    def _models(self, region: str) -> None:
        parent = f"projects/{self._connections.session.project}"
        with self._connections.borrowed(region) as serving:
            if self._model:
                found = serving.find_model(f"{parent}/models/{self._model}")
                models = iter([found] if found else [])
            else:
                models = serving.models(parent)
            for model in models:
                if self._is_over():
                    return
                self._submit(region, model)

    def _versions(self, region: str, model: Resource) -> None:
        """A model that was deleted since it was listed is no failure."""
        with self._connections.borrowed(region) as serving:
            versions = serving.versions(str(model["name"]))
            try:
                page = tuple(islice(versions, PAGE))
                self._batches.put(Listed(region, model, page))
                while len(page) == PAGE and not self._is_over():
                    if page := tuple(islice(versions, PAGE)):
                        self._batches.put(Listed(region, model, page))
            except NotFound:
                return
