"""Metrics of versions, through Cloud Monitoring's `timeSeries.list`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import msgspec

from .calls import JsonCalls, every_page
from .session import Session

GOOGLE = "https://monitoring.googleapis.com"
PREFIX = "ml.googleapis.com/prediction/"
RESPONSES, LATENCIES, REPLICAS = f"{PREFIX}response_count", f"{PREFIX}latencies", f"{PREFIX}online/replicas"
PAGE_SIZE = 1000


class Explicit(msgspec.Struct):
    """Upper bounds of all buckets but the last."""

    bounds: list[float] = []


class Exponential(msgspec.Struct, rename="camel"):
    """Bucket i ends at scale · growth ** i; the last is open."""

    num_finite_buckets: int
    growth_factor: float
    scale: float


class Linear(msgspec.Struct, rename="camel"):
    """Bucket i ends at offset + width · i; the last is open."""

    num_finite_buckets: int
    width: float
    offset: float = 0.0


class Buckets(msgspec.Struct, rename="camel"):
    """How a distribution is cut: one of three."""

    explicit_buckets: Explicit | None = None
    exponential_buckets: Exponential | None = None
    linear_buckets: Linear | None = None


class Distribution(msgspec.Struct, rename="camel"):
    """Counts by bucket; buckets without a count may be left out at the end."""

    count: int = 0
    mean: float = 0.0
    bucket_options: Buckets = msgspec.field(default_factory=Buckets)
    bucket_counts: list[int] = []


class Value(msgspec.Struct, rename="camel"):
    """A number or a distribution."""

    int64_value: int = msgspec.field(name="int64Value", default=0)
    distribution_value: Distribution | None = None


class Interval(msgspec.Struct, rename="camel"):
    """RFC 3339 times; a gauge may have no start."""

    end_time: datetime
    start_time: datetime | None = None


class Point(msgspec.Struct):
    """What was measured in an interval."""

    interval: Interval
    value: Value


class Labelled(msgspec.Struct):
    """A metric or a resource."""

    type: str = ""
    labels: dict[str, str] = {}


class TimeSeries(msgspec.Struct):
    """The points of one metric of one version, newest first."""

    metric: Labelled
    resource: Labelled
    points: list[Point] = []


class _Page(msgspec.Struct, rename="camel"):
    time_series: list[TimeSeries] = []
    next_page_token: str = ""


class MetricReader:
    """Reads metrics over one connection; for one thread."""

    def __init__(self, session: Session) -> None:
        self._path = f"/v3/projects/{quote(session.project, safe='')}/timeSeries"
        self._calls = JsonCalls(session, _url(session))

    def close(self) -> None:
        """Closes the connection."""
        self._calls.close()

    def series(self, which: str, start: datetime, end: datetime) -> Iterator[TimeSeries]:
        """The series that a filter means, with their points of a period; raises PlatformError."""
        period = {"interval.startTime": _text(start), "interval.endTime": _text(end)}
        query = {"filter": which, **period, "pageSize": str(PAGE_SIZE)}

        def page(token: str) -> tuple[list[TimeSeries], str]:
            asked = urlencode(query | ({"pageToken": token} if token else {}))
            found = self._calls.read(_Page, "read the metrics", "GET", f"{self._path}?{asked}")
            return found.time_series, found.next_page_token

        return every_page(page)


def of_version(model: str, version: str, region: str) -> str:
    """The filter for every metric of a version, of the region's endpoint unless that is "".

    Google's list of monitored resources gives `cloudml_model_version` these labels: `project_id`, `model_id`,
    `version_id` and `region`, “Cloud ML region”.
    """
    parts = [
        f'metric.type = starts_with("{PREFIX}")',
        f"resource.labels.model_id = {json.dumps(model)}",
        f"resource.labels.version_id = {json.dumps(version)}",
    ]
    if region:
        parts.append(f"resource.labels.region = {json.dumps(region)}")
    return " AND ".join(parts)


def of_metric(name: str) -> str:
    """The filter for one metric of every version."""
    return f'metric.type = "{name}"'


def _url(session: Session) -> str:
    """A platform of one endpoint answers for its metrics there too."""
    return session.logging_url if session.platform == "local" or session.ml_override else GOOGLE


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
