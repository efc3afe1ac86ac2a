"""What a run has done before it was cut off, from the lines of its journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from .events import StepAsked, StepFinished


@dataclass(frozen=True, slots=True)
class History:
    """The steps that came to their end, in order, and the ids of those that asked the platform to make something."""

    finished: tuple[StepFinished, ...] = ()
    asked: frozenset[str] = frozenset()

    def has_finished(self, step: str) -> bool:
        """Whether a step came to its end."""
        return any(event.step == step for event in self.finished)


NOTHING_DONE = History()


def history(lines: Iterable[dict[str, Any]]) -> History:
    """What the lines tell; those of another version of Modelport are left out."""
    finished, asked = list[StepFinished](), set[str]()
    for line in lines:
        match line:
            case {"event": StepAsked.__name__, "step": str(step)}:
                asked.add(step)
            case {"event": StepFinished.__name__}:
                try:
                    finished.append(msgspec.convert(line, StepFinished))
                except msgspec.ValidationError:
                    continue
    return History(tuple(finished), frozenset(asked))
