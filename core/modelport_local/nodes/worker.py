"""A node's main loop: load the model, then answer every frame that waits, without a timer."""

import contextlib
import faulthandler
import os
import socket
import sys
import time
import traceback
from typing import TYPE_CHECKING

import msgspec

from ..text import encodable
from .frames import Frame, FrameBuffer, Kind, encode
from .replies import MAX_ANSWER, too_long
from .spec import Broken, Loaded, NodeSpec

if TYPE_CHECKING:
    from .models.base import Predictor

CHUNK = 1 << 20
MAX_WAITING = 256
MAX_MESSAGE = 10_000


def run(link: socket.socket, spec: NodeSpec) -> None:
    """Serve until the front closes the link; a model that does not load is reported and ends the node."""
    faulthandler.enable()
    from .loading import load, probe
    from .models.base import PredictionError

    started = time.monotonic()
    try:
        predictor = load(spec)
    except PredictionError as error:
        _report_broken(link, str(error))
        return
    except MemoryError:
        _report_broken(link, "Model requires more memory than allowed. Please try to decrease the model size.")
        return
    except Exception as error:  # noqa: BLE001 - loading runs foreign code; the node says what it met and ends
        _report_broken(link, f"Unexpected error when loading the model: {type(error).__name__}: {error}")
        return
    seconds = time.monotonic() - started
    loaded = Loaded(predictor.framework, encodable(predictor.description), encodable(probe(predictor)), seconds)
    _flush_output()
    link.sendall(encode(0, Kind.READY, msgspec.json.encode(loaded)))
    _serve(link, predictor, spec.batching is not False)


def _report_broken(link: socket.socket, message: str) -> None:
    traceback.print_exc()
    _flush_output()
    link.sendall(encode(0, Kind.BROKEN, msgspec.json.encode(Broken(encodable(message[:MAX_MESSAGE])))))


def _serve(link: socket.socket, predictor: "Predictor", batching: bool) -> None:
    from .batching import answer

    frames = FrameBuffer()
    while waiting := _read_waiting(link, frames):
        replies = answer(predictor, waiting, batching)
        link.sendall(b"".join(_frame(*reply) for reply in replies))
        _flush_output()


def _frame(id: int, kind: Kind, payload: bytes) -> bytes:
    """An answer that is too long never reaches the platform, which has other versions to care for."""
    if len(payload) > MAX_ANSWER:
        return encode(id, Kind.REFUSAL, too_long(len(payload)))
    return encode(id, kind, payload)


def _read_waiting(link: socket.socket, buffer: FrameBuffer) -> list[Frame]:
    """Blocks for the first frame, then takes whatever else has arrived; empty when the front is gone."""
    frames: list[Frame] = []
    while not frames:
        data = link.recv(CHUNK)
        if not data:
            return []
        frames += buffer.feed(data)
    while len(frames) < MAX_WAITING:
        try:
            data = link.recv(CHUNK, socket.MSG_DONTWAIT)
        except BlockingIOError:
            break
        if not data:
            break
        frames += buffer.feed(data)
    return frames


def _flush_output() -> None:
    """What a model prints belongs into the log now, not when a buffer is full."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()


def main() -> None:
    """A node as a fresh interpreter: the link's file descriptor and the spec are the arguments."""
    with socket.socket(fileno=int(sys.argv[1])) as link:
        run(link, msgspec.json.decode(os.fsencode(sys.argv[2]), type=NodeSpec))


if __name__ == "__main__":
    main()
