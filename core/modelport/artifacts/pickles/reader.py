"""Follow a pickle as far as it goes and say how that ended."""

from dataclasses import dataclass
from typing import Literal

from ..stream import Buffered, Corrupt, TooMuch, Truncated
from .interpreter import follow
from .sketch import Sketch

Ending = Literal["complete", "truncated", "corrupt", "too much"]


@dataclass(frozen=True, slots=True)
class ReadPickle:
    """A sketch, how reading ended, why, and the number of decompressed bytes that were passed."""

    sketch: Sketch
    ending: Ending
    detail: str
    length: int


def read_pickle(stream: Buffered) -> ReadPickle:
    """Read one pickle or joblib stream; never raises for what the bytes say."""
    sketch = Sketch()
    ending: Ending = "complete"
    detail = ""
    try:
        top = follow(stream, sketch)
        # A compressed stream shows only past its last byte whether its checksum is there, and right.
        stream.peek(1)
        sketch.top = top
    except Truncated:
        ending = "truncated"
    except Corrupt as error:
        ending, detail = "corrupt", str(error)
    except TooMuch:
        ending = "too much"
    return ReadPickle(sketch, ending, detail, stream.position)
