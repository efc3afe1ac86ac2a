"""A call that takes time: in a thread, with its answer back on the event loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from textual.dom import DOMNode
from textual.worker import Worker, get_current_worker

from modelport.defects import as_defect
from modelport.errors import ModelportError

Answer = TypeVar("Answer")
Told = TypeVar("Told")


def in_thread(
    node: DOMNode,
    work: Callable[[], Answer],
    then: Callable[[Answer], None],
    failed: Callable[[ModelportError], None],
    group: str = "default",
) -> Worker[None]:
    """Run `work` in a thread; `then` or `failed` run on the event loop, unless the node or the worker has gone.

    A new call of a group replaces the one before.
    """

    def run() -> None:
        worker = get_current_worker()
        try:
            answer = work()
        except Exception as error:  # noqa: BLE001 the end of the thread: whatever it is has to be shown
            known = error if isinstance(error, ModelportError) else as_defect(error)
            _back(node, worker, lambda: failed(known))
        else:
            _back(node, worker, lambda: then(answer))

    return node.run_worker(run, thread=True, group=group, exclusive=True)


class Newest:
    """Calls of which only the newest answer is wanted: of those that wait one stays, and it waits only for its place.

    A place, such as an endpoint, has at most `most` calls under way.
    """

    def __init__(self, node: DOMNode, group: str, most: int = 2) -> None:
        self._node, self._group, self._most = node, group, most
        self._waiting: tuple[str, Callable[[], None]] | None = None
        self._under_way: Counter[str] = Counter()
        self._asked = self._answered = 0

    @property
    def is_answered(self) -> bool:
        """Whether the newest answer is there."""
        return self._answered == self._asked

    def ask(
        self,
        place: str,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        failed: Callable[[ModelportError], None],
    ) -> None:
        """As `in_thread`; what was asked before is not told any more."""
        self._asked += 1
        number = self._asked

        def told(tell: Callable[[Told], None]) -> Callable[[Told], None]:
            def ended(found: Told) -> None:
                self._under_way[place] -= 1
                if number == self._asked:
                    self._answered = number
                    tell(found)
                self._go_on()

            return ended

        def start() -> None:
            self._under_way[place] += 1
            in_thread(self._node, work, told(then), told(failed), f"{self._group}-{number}")

        self._waiting = place, start
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and self._under_way[self._waiting[0]] < self._most:
            (_, start), self._waiting = self._waiting, None
            start()


def _back(node: DOMNode, worker: Worker[None], call: Callable[[], None]) -> None:
    def deliver() -> None:
        if node.is_attached and not worker.is_cancelled:
            call()

    if not worker.is_cancelled and node.is_running:
        node.call_later(deliver)
