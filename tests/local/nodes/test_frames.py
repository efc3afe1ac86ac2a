"""Frames survive any splitting of the stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelport_local.nodes.frames import MAX_PAYLOAD, Frame, FrameBuffer, Kind, encode

FRAMES = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.sampled_from(Kind), st.binary(max_size=50)), max_size=8)


@given(FRAMES, st.lists(st.integers(1, 20), min_size=1))
def test_frames_come_out_as_they_went_in(frames: list[tuple[int, Kind, bytes]], sizes: list[int]) -> None:
    stream = b"".join(encode(*frame) for frame in frames)
    buffer, found, position, turn = FrameBuffer(), [], 0, 0
    while position < len(stream):
        size = sizes[turn % len(sizes)]
        found += buffer.feed(stream[position : position + size])
        position, turn = position + size, turn + 1
    assert found == [Frame(*frame) for frame in frames]


def test_a_frame_that_nobody_would_send_is_not_waited_for() -> None:
    buffer = FrameBuffer()
    assert buffer.feed(encode(1, Kind.ANSWER, b"x" * MAX_PAYLOAD)[:-1]) == []
    assert len(buffer.feed(b"x")) == 1
    with pytest.raises(ValueError, match="a frame of 4294967295 bytes"):
        buffer.feed(b"\xff" * 9)
