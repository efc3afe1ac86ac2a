"""What was measured, and the table that is printed."""

import statistics
import sys
from dataclasses import dataclass, field


@dataclass(slots=True)
class Series:
    """One contestant's figures over the rounds; `better` says which direction wins."""

    name: str
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median over the rounds."""
        return statistics.median(self.values)

    @property
    def spread(self) -> str:
        """Smallest and largest value."""
        return f"{_figure(min(self.values))}-{_figure(max(self.values))}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The platform beside one peer; `goal` is how many times better, or at most which part where less is better."""

    what: str
    unit: str
    ours: Series
    peer: Series
    goal: float
    less_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Ours divided by the peer's."""
        return self.ours.median / self.peer.median

    @property
    def is_reached(self) -> bool:
        """Whether the goal is."""
        return self.ratio <= self.goal if self.less_is_better else self.ratio >= self.goal

    def line(self) -> str:
        """A row of a Markdown table."""
        goal = f"{'≤' if self.less_is_better else '≥'} {self.goal:g}"
        cells = (
            self.what, f"{_figure(self.ours.median)} ({self.ours.spread})", self.peer.name,
            f"{_figure(self.peer.median)} ({self.peer.spread})", self.unit, f"{self.ratio:.2f}", goal,
            "yes" if self.is_reached else "no",
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"


HEADER = (
    "| What | Modelport: median (min-max) | Peer | Peer: median (min-max) | Unit | Ratio | Goal | Reached |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def show(title: str, comparisons: list[Comparison]) -> None:
    """Prints a section."""
    lines = [f"\n## {title}\n", HEADER, *(comparison.line() for comparison in comparisons)]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A word on what goes on, beside the table."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
