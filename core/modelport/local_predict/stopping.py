"""Work that ends at once when nobody waits for it any more."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from modelport.errors import Interrupted

LOOK_SECONDS = 0.1
"""How often somebody looks whether the work is still wanted."""
T = TypeVar("T")


def unless_stopped(work: Callable[[], T], stop: threading.Event | None) -> T:
    """What `work` gives, or raises; Interrupted once `stop` is set, whatever `work` waits for.

    Then its thread is left to itself, and does not outlive the program.
    """
    if stop is None:
        return work()
    result: Future[T] = Future()
    threading.Thread(target=_into, args=(result, work), daemon=True).start()
    while not stop.is_set():
        if wait([result], LOOK_SECONDS).done:
            return result.result()
    raise stopped()


def refuse_stopped(stop: threading.Event | None) -> None:
    """Raises Interrupted where `stop` is set."""
    if stop and stop.is_set():
        raise stopped()


def stopped() -> Interrupted:
    """The error for a prediction that nobody waits for."""
    return Interrupted("The prediction was stopped.", why="Nobody waits for it any more.")


def _into(result: "Future[T]", work: Callable[[], T]) -> None:
    try:
        result.set_result(work())
    except Exception as error:  # noqa: BLE001 the end of the thread: whatever it is belongs to the one who waits
        result.set_exception(error)
