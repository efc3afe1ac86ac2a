"""What a node's process may see and use, and that it does not outlive its parent."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
MAX_OPEN_FILES = 1024


def environment() -> dict[str, str]:
    """A minimal environment: no token, no proxy, one thread per library, no GPU search, quiet TensorFlow."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    quiet = {
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "",
    }
    return kept | dict.fromkeys(_ONE_THREAD, "1") | quiet


def enter(home: str, memory_limit: int) -> None:
    """Confine the calling process: own session, `home` as HOME and working directory, limits; 0 bytes is no limit."""
    os.setsid()
    die_with_parent()
    os.chdir(home)
    os.environ["HOME"] = home
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _be_the_first_to_go()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(MAX_OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if memory_limit and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (memory_limit, memory_limit))


def _be_the_first_to_go() -> None:
    """Where the machine's memory ends, Linux shall end a node, and not the platform or somebody else's process."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def die_with_parent() -> None:
    """On Linux the kernel kills this process with its parent; elsewhere the closed link ends it."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
