"""A fake source: prepared versions instead of a platform, for pictures, hostile text and ten thousand rows."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from modelport.errors import LocalPlatformError, ModelportError
from modelport.inventory.columns import by_name
from modelport.inventory.connections import Connections
from modelport.inventory.observe import Snapshot
from modelport.inventory.operation_watch import OperationsSeen
from modelport.inventory.rows import ModelRow, VersionRow, model_row, version_row
from modelport.request import Target

PROJECT = "demo-project"


def row(model: str, version: str, region: str = "us-central1", **more: Any) -> VersionRow:
    """A version as the platform would send it."""
    path = f"projects/{PROJECT}/models/{model}/versions/{version}"
    scaling = {} if "manualScaling" in more else {"autoScaling": {"minNodes": 1, "maxNodes": 3}}
    resource = {
        "name": path,
        "state": "READY",
        "framework": "SCIKIT_LEARN",
        "runtimeVersion": "2.11",
        "pythonVersion": "3.7",
        "machineType": "n1-standard-2",
        "deploymentUri": f"gs://{PROJECT}-aiplatform/{model}/{version}/",
        "createTime": "2020-11-24T07:00:00Z",
        **scaling,
        **more,
    }
    return version_row(region, resource)


def model(name: str, region: str = "us-central1") -> ModelRow:
    """A model as the platform would send it."""
    return model_row(region, {"name": f"projects/{PROJECT}/models/{name}", "regions": [region]})


def snapshot(rows: Sequence[VersionRow], **failures: ModelportError) -> Snapshot:
    """What a pass over every endpoint would give."""
    models = {each.model: model(each.model) for each in rows}
    named = {region.replace("_", "-"): error for region, error in failures.items()}
    return Snapshot({each.key: each for each in by_name(rows)}, models, named, True)


class FakeSource:
    """Gives one snapshot after the other whenever the screen asks to look now."""

    def __init__(self, *snapshots: Snapshot, read_only: bool = False) -> None:
        self.target, self.region, self.read_only = Target("local", PROJECT), "", read_only
        self._snapshots = snapshots
        self.prepared_operations = OperationsSeen()
        self.is_closed = False
        self.moment = datetime(2020, 11, 26, 7, 0, tzinfo=UTC)

    def add(self, *snapshots: Snapshot) -> None:
        """What comes after."""
        self._snapshots = (*self._snapshots, *snapshots)

    def snapshots(self, stop: threading.Event, wake: threading.Event, focused: threading.Event) -> Iterator[Snapshot]:
        """The prepared ones; the last one stays."""
        for each in self._snapshots:
            yield each
            wake.wait()
            wake.clear()
            if stop.is_set():
                return

    def operations(
        self, stop: threading.Event, wake: threading.Event, focused: threading.Event
    ) -> Iterator[OperationsSeen]:
        """The prepared ones, once."""
        yield self.prepared_operations

    def news(self) -> str:
        """Nothing was done unasked."""
        return ""

    def connections(self) -> Connections:
        """There is no platform behind it."""
        raise LocalPlatformError("There is no platform here.", why="The source is a fake.", fix="Look elsewhere.")

    def looking(self) -> Connections:
        """There is none."""
        return self.connections()

    def now(self) -> datetime:
        """A moment that holds still until a test moves it."""
        return self.moment

    def close(self) -> None:
        """Note it."""
        self.is_closed = True
