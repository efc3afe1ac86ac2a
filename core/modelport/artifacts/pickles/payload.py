"""Long strings inside a pickle: passed over, unless an XGBoost model lies in them."""

import codecs
from collections.abc import Callable

from ..stream import CHUNK, Buffered, Corrupt, TooMuch, Truncated
from ..xgboost.model import XgboostModel
from ..xgboost.reader import looks_like_model, read_model
from .values import Bulk

_HEAD = 64


def bulk(stream: Buffered, length: int, *, is_text: bool) -> Bulk:
    """Pass over `length` bytes; raises Truncated where there are fewer."""
    left = length

    def piece() -> bytes:
        nonlocal left
        taken = stream.read(min(left, CHUNK, max(1, len(stream.peek(CHUNK)))))
        left -= len(taken)
        return taken

    def rest(count: int) -> None:
        nonlocal left
        if count > left:
            raise Truncated
        stream.skip(count)
        left -= count

    model = None
    if holds_model(stream, is_text=is_text):
        model = _model(Buffered(_decoded(piece, lambda: left, "utf-8")) if is_text else Buffered(piece, rest))
    stream.skip(left)
    return Bulk(length, model)


def holds_model(stream: Buffered, *, is_text: bool) -> bool:
    """Whether an XGBoost model begins here."""
    head = stream.peek(_HEAD)
    return looks_like_model(head.replace(b"\xc2", b"") if is_text else head)


def bulk_line(stream: Buffered) -> Bulk:
    """Pass over a line of any length, as protocol 0 writes strings."""
    ended = False
    length = 0

    def piece() -> bytes:
        nonlocal ended, length
        if ended:
            return b""
        seen = stream.peek(CHUNK)
        if not seen:
            raise Truncated
        line, feed, _ = seen.partition(b"\n")
        stream.skip(len(line) + len(feed))
        length += len(line)
        ended = bool(feed)
        return line

    model = None
    if looks_like_model(stream.peek(6 * _HEAD).decode("raw-unicode-escape", "replace").encode("latin-1", "replace")):
        model = _model(Buffered(_decoded(piece, lambda: int(not ended), "raw-unicode-escape")))
    while not ended:
        piece()
    return Bulk(length, model)


def _decoded(piece: Callable[[], bytes], left: Callable[[], int], encoding: str) -> Callable[[], bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")

    def fill() -> bytes:
        decoded = b""
        while not decoded and left():
            decoded = decoder.decode(piece()).encode("latin-1", "replace")
        return decoded

    return fill


def _model(stream: Buffered) -> XgboostModel | None:
    try:
        return read_model(stream)
    except (Truncated, Corrupt, TooMuch):
        return None
