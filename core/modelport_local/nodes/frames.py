"""Frames between the front and a node: length, id, kind, payload; many requests share one stream."""

import struct
from enum import IntEnum
from typing import NamedTuple

_HEADER = struct.Struct("!IIB")
MAX_PAYLOAD = 1 << 22
"""More than a prediction's request or answer may have."""


class Kind(IntEnum):
    """What a frame carries; PREDICT goes to the node, all others come from it."""

    PREDICT = 1
    ANSWER = 2
    REFUSAL = 3
    READY = 4
    BROKEN = 5


class Frame(NamedTuple):
    """One message; answers carry the id of their request."""

    id: int
    kind: int
    payload: bytes


def encode(id: int, kind: Kind, payload: bytes) -> bytes:
    """The frame as bytes."""
    return _HEADER.pack(len(payload), id, kind) + payload


class FrameBuffer:
    """Cuts a stream of bytes into frames, wherever the stream was split; MAX_PAYLOAD bounds what it keeps."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes; raises ValueError where the stream holds something else."""
        data = self._rest + data if self._rest else data
        frames, start, end = [], 0, len(data)
        while end - start >= _HEADER.size:
            length, id, kind = _HEADER.unpack_from(data, start)
            if length > MAX_PAYLOAD:
                raise ValueError(f"a frame of {length} bytes")
            stop = start + _HEADER.size + length
            if stop > end:
                break
            frames.append(Frame(id, kind, data[start + _HEADER.size : stop]))
            start = stop
        self._rest = data[start:]
        return frames
