"""The operations of a pickle with their arguments, read one by one without keeping long ones."""

import pickletools
import struct
from collections.abc import Iterator

from ..stream import Buffered, Corrupt
from .payload import bulk, bulk_line, holds_model
from .values import OPAQUE

KEPT_BYTES = 4096
_SHORTEST_MODEL = 256

_TEXTS = {"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"}
_PAIRS = {"GLOBAL", "INST"}
_SIGNED = {"BININT", "EXT4"}
_COUNT_SIZES = {
    pickletools.TAKEN_FROM_ARGUMENT1: 1,
    pickletools.TAKEN_FROM_ARGUMENT4: 4,
    pickletools.TAKEN_FROM_ARGUMENT4U: 4,
    pickletools.TAKEN_FROM_ARGUMENT8U: 8,
}
# Byte → (name, size of the argument as pickletools describes it).
_OPCODES = {ord(code): (op.name, op.arg.n if op.arg else 0) for op in pickletools.opcodes for code in op.code}


def operations(stream: Buffered) -> Iterator[tuple[str, object]]:
    """Name and argument of each operation up to and including STOP; raises Truncated, Corrupt or TooMuch."""
    name = ""
    while name != "STOP":
        code = stream.read(1)[0]
        known = _OPCODES.get(code)
        if known is None:
            raise Corrupt(f"0x{code:02x} is no pickle operation")
        name, size = known
        yield name, _argument(stream, name, size) if size else None


def _argument(stream: Buffered, name: str, size: int) -> object:
    if size == pickletools.UP_TO_NEWLINE:
        return _lines(stream, name)
    if size in _COUNT_SIZES:
        count = int.from_bytes(stream.read(_COUNT_SIZES[size]), "little")
        return _counted(stream, name, count)
    raw = stream.read(size)
    if name == "BINFLOAT":
        return float(struct.unpack(">d", raw)[0])
    return int.from_bytes(raw, "little", signed=name in _SIGNED)


def _counted(stream: Buffered, name: str, count: int) -> object:
    if name in ("LONG1", "LONG4"):
        if count <= 8:
            return int.from_bytes(stream.read(count), "little", signed=True)
        stream.skip(count)
        return OPAQUE
    is_text = name in _TEXTS
    if count > KEPT_BYTES or (count > _SHORTEST_MODEL and holds_model(stream, is_text=is_text)):
        return bulk(stream, count, is_text=is_text)
    raw = stream.read(count)
    return raw.decode("utf-8", "replace") if name in _TEXTS else _short_bytes(name, raw)


def _short_bytes(name: str, raw: bytes) -> object:
    # Python 2 wrote its `str` with these two, and attribute names are among them.
    return raw.decode("latin-1") if name in ("SHORT_BINSTRING", "BINSTRING") else raw


def _lines(stream: Buffered, name: str) -> object:
    if name in ("UNICODE", "STRING") and b"\n" not in stream.peek(KEPT_BYTES):
        return bulk_line(stream)
    first = stream.line(KEPT_BYTES)
    if name in _PAIRS:
        return first.decode("utf-8", "replace"), stream.line(KEPT_BYTES).decode("utf-8", "replace")
    if name == "UNICODE":
        return first.decode("raw-unicode-escape", "replace")
    if name == "STRING":
        return first.strip().strip(b"'\"").decode("latin-1")
    return _number(name, first)


def _number(name: str, line: bytes) -> object:
    if name == "INT" and line in (b"00", b"01"):
        return line == b"01"
    try:
        return float(line) if name == "FLOAT" else _integer(line.rstrip(b"L"))
    except ValueError as error:
        raise Corrupt(f"{line[:40]!r} is no number") from error


def _integer(line: bytes) -> object:
    return int(line) if len(line) <= 20 else OPAQUE
