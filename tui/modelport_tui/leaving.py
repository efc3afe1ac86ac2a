"""The end of the process."""

import contextlib
import os
import sys


def leave(exit_code: int) -> None:
    """End at once: a thread that waits for an answer would be waited for; what a run did is in its journal.

    What stdout cannot take, such as on a full disk, is a failure: then 0 becomes 1.
    """
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        exit_code = exit_code or 1
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(exit_code)
