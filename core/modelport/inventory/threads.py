"""Questions to endpoints in threads: few at once for each, so that one that gives no answer holds up no other."""

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from modelport.defects import as_defect
from modelport.errors import ModelportError

Item = TypeVar("Item")
AT_ONCE = 16
"""Questions under way to one endpoint."""


@dataclass(frozen=True, slots=True)
class PlaceFailed:
    """An endpoint, or one model of it, that could not be asked to the end; what was listed before stands."""

    region: str
    error: ModelportError


@dataclass(frozen=True, slots=True)
class PlaceFinished:
    """Every question to an endpoint has its answer."""

    region: str


class EndpointThreads(Generic[Item]):
    """Runs questions, and has their answers in the order in which they come; `take` and `under_way` are for one thread.

    Nothing new is asked once `stop` is set; close it when nobody takes answers any more.
    """

    def __init__(self, stop: threading.Event) -> None:
        self.under_way: set[str] = set()
        """Endpoints whose end has not been taken yet."""
        self._stop, self._closed = stop, threading.Event()
        self._answers: queue.SimpleQueue[Item | PlaceFailed | PlaceFinished] = queue.SimpleQueue()
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._open: Counter[str] = Counter()
        self._heard: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def is_over(self) -> bool:
        """Whether nobody wants answers any more."""
        return self._stop.is_set() or self._closed.is_set()

    def silence(self, region: str) -> float:
        """Seconds since an endpoint was asked first or answered last."""
        return time.monotonic() - self._heard[region]

    def begin(self, region: str, work: Callable[[], Iterable[Item]]) -> None:
        """Ask an endpoint of which nothing is under way."""
        self.under_way.add(region)
        self._heard[region] = time.monotonic()
        if region not in self._pools:
            self._pools[region] = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=region)
        self.ask(region, work)

    def ask(self, region: str, work: Callable[[], Iterable[Item]]) -> None:
        """Ask one thing more; a question may do so while it runs."""
        with self._lock:
            self._open[region] += 1
        try:
            future = self._pools[region].submit(self._work, region, work)
        except RuntimeError:  # the pool was shut down meanwhile: nobody waits for this any more
            return
        future.add_done_callback(partial(self._ended, region))

    def take(self, seconds: float = 0.1) -> Item | PlaceFailed | PlaceFinished | None:
        """The next answer, or None where none comes for so long."""
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(answer, PlaceFinished):
            self.under_way.discard(answer.region)
        return answer

    def close(self) -> None:
        """Wait for nobody."""
        self._closed.set()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, region: str, work: Callable[[], Iterable[Item]]) -> None:
        try:
            if not self.is_over:
                for item in work():
                    self._put(region, item)
        except ModelportError as error:
            self._put(region, PlaceFailed(region, error))

    def _ended(self, region: str, future: "Future[None]") -> None:
        """Runs once for each question; what it did not expect is reported too, as a defect."""
        if not future.cancelled() and isinstance(error := future.exception(), Exception):
            self._put(region, PlaceFailed(region, as_defect(error)))
        with self._lock:
            self._open[region] -= 1
            is_last = not self._open[region]
        if is_last:
            self._put(region, PlaceFinished(region))

    def _put(self, region: str, answer: Item | PlaceFailed | PlaceFinished) -> None:
        self._heard[region] = time.monotonic()
        self._answers.put(answer)
