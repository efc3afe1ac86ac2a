"""The same instances many times over to one version: each round trip, and percentiles of all."""

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from modelport.errors import UsageError

from .asking import ask
from .connections import Connections

MOST_CALLS = 10_000
MOST_AT_ONCE = 32
GIVE_UP_AFTER = 50
"""Failures in a row after which nobody learns anything from another call."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One call: its number from 0, the round trip in seconds, and why it failed or ""."""

    number: int
    seconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Latencies in seconds of the calls that were answered, and how many were not."""

    count: int
    failed: int
    p50: float
    p90: float
    p99: float
    slowest: float


def repeat(
    connections: Connections,
    region: str,
    path: str,
    instances: Sequence[object],
    *,
    times: int,
    concurrency: int,
    cancel: threading.Event | None = None,
) -> Iterator[Shot]:
    """Calls predict `times` times, `concurrency` at once, and reports each as it ends; stops soon after `cancel`.

    It also stops after GIVE_UP_AFTER failures in a row: then there are fewer shots than `times`.
    Raises UsageError for more than MOST_CALLS calls or MOST_AT_ONCE at once.
    """
    _check(times, concurrency)
    left = threading.Event()
    numbers = iter(range(times))
    shots: queue.SimpleQueue[Shot | None] = queue.SimpleQueue()
    lock, failures = threading.Lock(), 0

    def shoot() -> None:
        nonlocal failures
        try:
            while not (left.is_set() or (cancel and cancel.is_set())):
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                answer = ask(connections, region, path, instances)
                shots.put(Shot(number, answer.seconds, answer.error))
                with lock:
                    failures = failures + 1 if answer.error else 0
                    if failures >= GIVE_UP_AFTER:
                        left.set()
        finally:
            shots.put(None)

    with ThreadPoolExecutor(concurrency, thread_name_prefix="load") as pool:
        futures = [pool.submit(shoot) for _ in range(concurrency)]
        try:
            yield from _until_all_ended(shots, concurrency)
            for future in futures:
                future.result()
        finally:
            left.set()


def percentiles(shots: Sequence[Shot]) -> Percentiles:
    """Nearest-rank percentiles; zeros where nothing was answered."""
    seconds = sorted(shot.seconds for shot in shots if not shot.error)
    if not seconds:
        return Percentiles(0, len(shots), 0.0, 0.0, 0.0, 0.0)
    at = [seconds[min(len(seconds) - 1, int(len(seconds) * share))] for share in (0.5, 0.9, 0.99)]
    return Percentiles(len(seconds), len(shots) - len(seconds), at[0], at[1], at[2], seconds[-1])


def _until_all_ended(shots: "queue.SimpleQueue[Shot | None]", running: int) -> Iterator[Shot]:
    while running:
        shot = shots.get()
        if shot is None:
            running -= 1
        else:
            yield shot


def _check(times: int, concurrency: int) -> None:
    if not 1 <= times <= MOST_CALLS:
        raise UsageError(f"{times} calls are not possible.", fix=f"Choose a number from 1 to {MOST_CALLS}.")
    if not 1 <= concurrency <= MOST_AT_ONCE:
        raise UsageError(f"{concurrency} calls at once are not possible.", fix=f"Choose from 1 to {MOST_AT_ONCE}.")
