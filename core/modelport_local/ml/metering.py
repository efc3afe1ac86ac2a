"""The time series of the versions that serve."""

import time
from collections.abc import Iterator

from ..metrics.history import Nodes
from ..metrics.methods import Period
from ..metrics.series import Labelled, TimeSeries, series_of
from .serving import Endpoint, Serving
from .statistics import BOUNDS_US


class Metering:
    """Reads what Serving has counted."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def series(self, project: str, period: Period) -> Iterator[TimeSeries]:
        """Every series of a project's versions, whatever their endpoint; a stranger's project has none."""
        for endpoint in self._serving.endpoints:
            if endpoint.key.project == project:
                yield from _series(endpoint, period)


def _series(endpoint: Endpoint, period: Period) -> Iterator[TimeSeries]:
    key, pool = endpoint.key, endpoint.pool
    nodes = Nodes(len(pool.nodes), pool.wanted)
    present = endpoint.history.present(time.time(), endpoint.statistics.totals, nodes)
    samples = endpoint.history.between(period.start, period.end, present)
    labels = {
        "project_id": key.project, "region": key.region, "model_id": key.model, "version_id": key.version,
    }  # fmt: skip
    yield from series_of(Labelled("cloudml_model_version", labels), samples, BOUNDS_US)
