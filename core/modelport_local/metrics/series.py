"""Samples as time series in Cloud Monitoring's shape."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from .history import Sample

PREFIX = "ml.googleapis.com/prediction/"
Value = dict[str, object]


class Labelled(msgspec.Struct, frozen=True, omit_defaults=True):
    """A metric or a monitored resource."""

    type: str
    labels: dict[str, str] = {}


class Interval(msgspec.Struct, frozen=True, rename="camel"):
    """Two times in RFC 3339; the same one twice for a gauge."""

    start_time: str
    end_time: str


class Point(msgspec.Struct, frozen=True):
    """A value such as {"int64Value": "3"}."""

    interval: Interval
    value: Value


class TimeSeries(msgspec.Struct, frozen=True, rename="camel"):
    """The points of one metric of one version, newest first."""

    metric: Labelled
    resource: Labelled
    metric_kind: str
    value_type: str
    points: tuple[Point, ...]

    @property
    def fields(self) -> dict[str, str]:
        """What a filter can name."""
        fields = {"metric.type": self.metric.type, "resource.type": self.resource.type}
        fields |= {f"metric.labels.{name}": value for name, value in self.metric.labels.items()}
        return fields | {f"resource.labels.{name}": value for name, value in self.resource.labels.items()}

    @property
    def name(self) -> str:
        """What series are ordered by, and no two share."""
        return "\n".join((*self.resource.labels.values(), self.metric.type, *self.metric.labels.values()))


def series_of(resource: Labelled, samples: Sequence[Sample], bounds_us: Sequence[int]) -> Iterator[TimeSeries]:
    """Every series that these samples, newest first, give for a version; none without samples."""
    if not samples:
        return
    for code in sorted({code for sample in samples for code in sample.totals.codes}):
        metric = Labelled(f"{PREFIX}response_count", {"response_code": str(code)})
        points = _points(samples, lambda sample, code=code: _int64(sample.totals.codes.get(code, 0)))  # type: ignore[misc]
        yield TimeSeries(metric, resource, "DELTA", "INT64", points)
    if any(sample.totals.codes for sample in samples):
        metric = Labelled(f"{PREFIX}latencies", {"latency_type": "model"})
        points = _points(samples, lambda sample: _distribution(sample, bounds_us))
        yield TimeSeries(metric, resource, "DELTA", "DISTRIBUTION", points)
    for name, values in _GAUGES:
        yield TimeSeries(Labelled(PREFIX + name), resource, "GAUGE", "INT64", _points(samples, values, gauge=True))


_GAUGES: Sequence[tuple[str, Callable[[Sample], Value]]] = (
    ("online/replicas", lambda sample: _int64(sample.nodes.running)),
    ("online/target_replicas", lambda sample: _int64(sample.nodes.wanted)),
)


def _points(samples: Sequence[Sample], value: Callable[[Sample], Value], gauge: bool = False) -> tuple[Point, ...]:
    return tuple(
        Point(Interval(_time(sample.end if gauge else sample.start), _time(sample.end)), value(sample))
        for sample in samples
    )


def _int64(number: int) -> Value:
    return {"int64Value": str(number)}


def _distribution(sample: Sample, bounds_us: Sequence[int]) -> Value:
    counts = sample.totals.latencies
    count = sum(counts)
    mean = sample.totals.microseconds / count if count else 0.0
    options = {"explicitBuckets": {"bounds": list(bounds_us)}}
    buckets = [str(number) for number in counts]
    return {"distributionValue": {"count": str(count), "mean": mean, "bucketOptions": options, "bucketCounts": buckets}}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
