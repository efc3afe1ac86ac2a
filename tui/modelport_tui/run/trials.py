"""What somebody has sent to a version that is ready: kept while other screens are looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from textual.content import Content


@dataclass(slots=True)
class Trials:
    """The text that was typed last, the answer in sight, and the seconds that every answer took."""

    text: str
    answer: Content
    seconds: list[float] = field(default_factory=list)
