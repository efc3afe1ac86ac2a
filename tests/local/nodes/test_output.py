"""What a node prints arrives whole, and never faster than the platform can log it beside its work."""

import asyncio
import os
from threading import Thread

import pytest

from modelport_local.nodes.output import MAX_LINE, OutputLines
from waiting import until_true


class Reader:
    """The lines that came through a pipe, and how often it was left alone after some had come."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ended = False
        self.rests = 0
        self.transport: asyncio.ReadTransport | None = None

    def take(self, lines: list[str]) -> None:
        assert self.transport is not None
        self.rests += not self.transport.is_reading()
        self.lines += lines

    def end(self) -> None:
        self.ended = True

    async def read(self, data: bytes) -> None:
        """Everything that a thread writes."""
        reader, writer = os.pipe()
        self.transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: OutputLines(self.take, self.end), os.fdopen(reader, "rb", 0)
        )
        thread = Thread(target=_write, args=(writer, data))
        thread.start()
        await until_true(lambda: self.ended, "the pipe has ended")
        thread.join()
        self.transport.close()


def _write(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


async def test_every_line_arrives_and_the_pipe_rests_between_pieces() -> None:
    lines = [f"line {number} é" for number in range(20_000)]
    reader = Reader()
    await reader.read("\n".join(lines).encode())
    assert reader.lines == lines
    assert reader.rests >= 4


@pytest.mark.parametrize("length", [0, MAX_LINE, MAX_LINE + 1, 5 * MAX_LINE])
async def test_a_line_of_any_length_arrives_in_pieces_of_bounded_length(length: int) -> None:
    reader = Reader()
    await reader.read(b"x" * length + b"\nend\r\n\xff")
    assert "".join(reader.lines[:-2]) == "x" * length
    assert reader.lines[-2:] == ["end", "\N{REPLACEMENT CHARACTER}"]
    assert max(map(len, reader.lines)) <= MAX_LINE
