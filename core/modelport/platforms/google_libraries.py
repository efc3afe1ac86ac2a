"""Google's libraries: imported in one go by one thread, since their packages import each other in circles."""

import threading

_LOCK = threading.Lock()


def load() -> None:
    """Import what the clients of Google's platforms use; half a second, once, and only where such a client is made."""
    with _LOCK:
        from . import transport  # noqa: F401
