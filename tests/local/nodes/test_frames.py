"""Frames survive any splitting of the stream."""

from hypothesis import given
from hypothesis import strategies as st

from modelport_local.nodes.frames import Frame, FrameBuffer, Kind, encode

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
