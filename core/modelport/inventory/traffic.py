"""Requests, latencies and nodes of a version over time, as its metrics tell them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from modelport.errors import PlatformError
from modelport.platforms.endpoints import GLOBAL
from modelport.platforms.monitoring import (
    LATENCIES,
    REPLICAS,
    RESPONSES,
    Buckets,
    Distribution,
    MetricReader,
    Point,
    TimeSeries,
    of_metric,
    of_version,
)  # fmt: skip
from modelport.platforms.region_label import region_label
from modelport.platforms.session import Session

from .rows import VersionRow

Nodes: TypeAlias = Mapping[tuple[str, str, str], int]
"""Nodes that run now, by region, model and version."""
NEWEST = timedelta(minutes=3)
"""An older count of nodes says nothing about now."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Slots of `slot_seconds`, oldest first: requests per second, mean latency in ms, nodes.

    Percentiles are of all calls, in ms; None without calls.
    """

    slot_seconds: float
    requests: tuple[float, ...]
    calls: int
    errors: int
    latency: tuple[float, ...]
    p50: float | None
    p99: float | None
    nodes: tuple[int, ...]


def read_traffic(session: Session, row: VersionRow, slots: int, slot_seconds: float = 10.0) -> Traffic:
    """The newest slots of a version; raises PlatformError."""
    now = datetime.now(UTC)
    start = now - timedelta(seconds=slots * slot_seconds)
    with closing(MetricReader(session)) as reader:
        found = list(reader.series(of_version(row.model, row.version, region_label(session)), start, now))
    return traffic(found, now, slots, slot_seconds)


def nodes_of(running: Nodes, row: VersionRow, regions: Iterable[str]) -> int | None:
    """How many nodes of a version run; `regions` serve its model, and may be how Google labels global ones.

    That label is documented nowhere; None where there is no such series.
    """
    places = (row.region, *(regions if row.region == GLOBAL else ()))
    return next((running[key] for place in places if (key := (place, row.model, row.version)) in running), None)


def traffic(found: Iterable[TimeSeries], now: datetime, slots: int, slot_seconds: float) -> Traffic:
    """What series of one version say; a delta is spread evenly over the slots of its interval."""
    counts, nodes, times = [0.0] * slots, dict[int, int](), _Means(slots)
    calls = errors = 0
    spread: Counter[float] = Counter()
    for series in found:
        for point in series.points:
            match series.metric.type:
                case name if name == RESPONSES:
                    number = point.value.int64_value
                    calls += number
                    errors += 0 if series.metric.labels.get("response_code", "200").startswith("2") else number
                    _spread(counts, point, now, slot_seconds)
                case name if name == LATENCIES and point.value.distribution_value:
                    spread.update(by_bound(point.value.distribution_value))
                    times.add(_slot(point.interval.end_time, now, slots, slot_seconds), point.value.distribution_value)
                case name if name == REPLICAS:
                    slot = _slot(point.interval.end_time, now, slots, slot_seconds)
                    nodes[slot] = max(nodes.get(slot, 0), point.value.int64_value)
    requests = tuple(count / slot_seconds for count in counts)
    p50, p99 = percentile(spread, 0.50), percentile(spread, 0.99)
    return Traffic(slot_seconds, requests, calls, errors, times.milliseconds(), p50, p99, _without_gaps(nodes, slots))


def read_nodes(session: Session) -> Nodes:
    """Nodes that run now, by region, model and version of a whole project; empty where there are no metrics."""
    now = datetime.now(UTC)
    try:
        with closing(MetricReader(session)) as reader:
            found = list(reader.series(of_metric(REPLICAS), now - NEWEST, now))
    except PlatformError:
        return {}
    names = ("region", "model_id", "version_id")
    return {_labels(each, names): each.points[0].value.int64_value for each in found if each.points}


class _Means:
    """The mean of all calls of a slot."""

    def __init__(self, slots: int) -> None:
        self._microseconds, self._counts = [0.0] * slots, [0] * slots

    def add(self, slot: int, found: Distribution) -> None:
        self._microseconds[slot] += found.mean * found.count
        self._counts[slot] += found.count

    def milliseconds(self) -> tuple[float, ...]:
        pairs = zip(self._microseconds, self._counts, strict=True)
        return tuple(total / count / 1000 if count else 0.0 for total, count in pairs)


def by_bound(distribution: Distribution) -> dict[float, int]:
    """Counts by the upper bounds of their buckets; the open bucket counts at its lower one."""
    bounds = _bounds(distribution.bucket_options)
    if not bounds:
        return {distribution.mean: distribution.count} if distribution.count else {}
    found: Counter[float] = Counter()
    for place, count in enumerate(distribution.bucket_counts):
        if count:
            found[bounds[min(place, len(bounds) - 1)]] += count
    return dict(found)


def percentile(counts: Mapping[float, int], share: float) -> float | None:
    """Milliseconds that at least `share` of the calls took at most, from counts by microseconds."""
    left = share * sum(counts.values())
    for bound in sorted(counts):
        left -= counts[bound]
        if left <= 0:
            return bound / 1000
    return None


def _bounds(options: Buckets) -> Sequence[float]:
    """Where the buckets but the last one end: google.api.Distribution.BucketOptions."""
    if options.explicit_buckets:
        return options.explicit_buckets.bounds
    if each := options.exponential_buckets:
        return _series(each.num_finite_buckets, lambda place: each.scale * each.growth_factor**place)
    if line := options.linear_buckets:
        return _series(line.num_finite_buckets, lambda place: line.offset + line.width * place)
    return ()


def _series(finite: int, bound: Callable[[int], float]) -> Sequence[float]:
    return [bound(place) for place in range(finite + 1)]


def _slot(moment: datetime, now: datetime, slots: int, slot_seconds: float) -> int:
    age = max(0.0, (now - moment).total_seconds())
    return max(0, slots - 1 - int(age // slot_seconds))


def _spread(counts: list[float], point: Point, now: datetime, slot_seconds: float) -> None:
    last = _slot(point.interval.end_time, now, len(counts), slot_seconds)
    begin = point.interval.start_time or point.interval.end_time
    first = min(last, _slot(begin + timedelta(microseconds=1), now, len(counts), slot_seconds))
    for slot in range(first, last + 1):
        counts[slot] += point.value.int64_value / (last + 1 - first)


def _without_gaps(nodes: Mapping[int, int], slots: int) -> tuple[int, ...]:
    """A slot that no sample fell into has the nodes of the slot before."""
    found, newest = [], 0
    for slot in range(slots):
        newest = nodes.get(slot, newest)
        found.append(newest)
    return tuple(found) if nodes else ()


def _labels(series: TimeSeries, names: tuple[str, str, str]) -> tuple[str, str, str]:
    first, second, third = (series.resource.labels.get(name, "") for name in names)
    return first, second, third
