"""The handler of `timeSeries.list`; alignment and reduction (`aggregation.*`) are left to the caller."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from ..http.messages import Request, Response, json_response
from ..logs.filters import FilterError
from ..ml.errors import Violation, invalid
from ..ml.paging import page, start_after
from .filters import parse
from .series import TimeSeries

DEFAULT_PAGE = LARGEST_PAGE = 1000


class Period(NamedTuple):
    """From `start`, excluded, to `end`, in seconds since 1970."""

    start: float
    end: float


Source = Callable[[str, Period], Iterable[TimeSeries]]


class MetricMethods:
    """Cloud Monitoring v3, as far as a version's metrics need it."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def list_series(self, request: Request, project: str, **_: str) -> Response:
        """A page of a project's time series, of all endpoints; HttpError 400 for what cannot be read."""
        try:
            matches = parse(request.query.get("filter", ""))
        except FilterError as problem:
            raise invalid(Violation("filter", f'{problem}. Join terms such as metric.type = "…" by AND.')) from problem
        after, size = start_after(request.query), _page_size(request.query)
        found = [series for series in self._source(project, _period(request.query)) if matches(series.fields)]
        rest = sorted((series for series in found if series.name > after), key=lambda series: series.name)
        chosen, token = page(rest, size, lambda series: series.name)
        body = {"timeSeries": chosen, "nextPageToken": token}
        return json_response({name: value for name, value in body.items() if value})


def _page_size(query: Mapping[str, str]) -> int:
    raw = query.get("pageSize", "0") or "0"
    if not re.fullmatch(r"[0-9]{1,9}", raw):
        raise invalid(Violation("page_size", f"{raw!r} is not a whole number of at least 0."))
    return min(int(raw) or DEFAULT_PAGE, LARGEST_PAGE)


def _period(query: Mapping[str, str]) -> Period:
    end = _seconds(query, "interval.endTime")
    start = _seconds(query, "interval.startTime")
    if start > end:
        raise invalid(Violation("interval.start_time", "It is after interval.end_time. Exchange the two."))
    return Period(start, end)


def _seconds(query: Mapping[str, str], name: str) -> float:
    text = query.get(name, "")
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as problem:
        field = name.replace("T", "_t")
        raise invalid(Violation(field, f"{text!r} is not a time such as 2024-05-01T12:00:00Z.")) from problem
