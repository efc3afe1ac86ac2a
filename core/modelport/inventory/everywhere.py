"""The same question to several endpoints at once."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from modelport.errors import ModelportError
from modelport.platforms.serving import ServingPlatform

from .connections import Connections

Answer = TypeVar("Answer")


def answers(
    connections: Connections, regions: Sequence[str], ask: Callable[[ServingPlatform], Answer]
) -> Generator[tuple[str, Answer | ModelportError], None, None]:
    """Each region with its answer, or why it has none, in their order; who stops early waits for nobody."""

    def answered(region: str) -> Answer | ModelportError:
        try:
            with connections.borrowed(region) as serving:
                return ask(serving)
        except ModelportError as error:
            return error

    pool = ThreadPoolExecutor(max(1, len(regions)), thread_name_prefix="endpoint")
    try:
        yield from zip(regions, pool.map(answered, regions), strict=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
