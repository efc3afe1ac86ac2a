"""Metrics of versions, through Cloud Monitoring's `timeSeries.list`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import msgspec

from modelport.errors import PlatformError

from .endpoints import GLOBAL
from .failures import translated
from .session import Session
from .transport import authorized_http

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
        self._session = session
        self._http = authorized_http(session)

    def close(self) -> None:
        """Closes the connection."""
        self._http.close()

    def series(self, which: str, start: datetime, end: datetime) -> Iterator[TimeSeries]:
        """The series that a filter means, with their points of a period; raises PlatformError."""
        query = {
            "filter": which,
            "interval.startTime": _text(start),
            "interval.endTime": _text(end),
            "pageSize": str(PAGE_SIZE),
        }
        while True:
            page = self._page(query)
            yield from page.time_series
            if not page.next_page_token:
                return
            query["pageToken"] = page.next_page_token

    def _page(self, query: dict[str, str]) -> _Page:
        url = f"{_url(self._session)}/v3/projects/{quote(self._session.project, safe='')}/timeSeries?{urlencode(query)}"
        with translated(self._session, "read the metrics", "any"):
            answer, content = self._http.request(url, "GET")
            if answer.status != 200:
                from googleapiclient.errors import HttpError

                raise HttpError(answer, content)
            return _decoded(content)


def _decoded(content: bytes) -> _Page:
    try:
        return msgspec.json.decode(content, type=_Page, strict=False)
    except msgspec.DecodeError as error:
        raise PlatformError(
            "The platform described its metrics in a form that is not understood.",
            why=str(error),
            fix="Look whether the endpoint is the right one.",
        ) from error


def of_version(model: str, version: str, region: str) -> str:
    """The filter for every metric of a version; regional endpoints are worlds of their own."""
    parts = [
        f'metric.type = starts_with("{PREFIX}")',
        f"resource.labels.model_id = {json.dumps(model)}",
        f"resource.labels.version_id = {json.dumps(version)}",
    ]
    if region not in ("", GLOBAL):
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
