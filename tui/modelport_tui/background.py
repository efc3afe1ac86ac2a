"""A call that takes time: in a thread, with its answer back on the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.dom import DOMNode
from textual.worker import Worker, get_current_worker

from modelport.defects import as_defect
from modelport.errors import ModelportError

Answer = TypeVar("Answer")


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


def _back(node: DOMNode, worker: Worker[None], call: Callable[[], None]) -> None:
    def deliver() -> None:
        if node.is_attached and not worker.is_cancelled:
            call()

    if not worker.is_cancelled and node.is_running:
        node.call_later(deliver)
