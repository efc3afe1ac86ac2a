"""Questions that change nothing, asked again where a fault may pass."""

import time
from collections.abc import Callable
from typing import TypeVar

from modelport.errors import PlatformError

from .serving import delay_before_another, is_transient

Answer = TypeVar("Answer")
DELAYS_SECONDS = (0.3, 0.9)
"""Before the second and the third time."""
QUICK_SECONDS = 10.0
"""What fails more slowly is not asked again: who waits for it has waited enough."""


def again(ask: Callable[[], Answer]) -> Answer:
    """The answer to a question; raises what the last of its tries raised."""
    for delay in DELAYS_SECONDS:
        began = time.monotonic()
        try:
            return ask()
        except PlatformError as error:
            pause = delay_before_another(error, delay)
            if not is_transient(error) or pause + time.monotonic() - began > QUICK_SECONDS:
                raise
        time.sleep(pause)
    return ask()
