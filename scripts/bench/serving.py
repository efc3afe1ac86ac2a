"""Serving: the platform and a peer side by side, taking turns, with the load generator in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from . import peers
from .load import Load, Measured
from .models import Instances, made
from .peers import Endpoint
from .platform import Platform, predict_path
from .table import Comparison, Series, say


@dataclass(frozen=True, slots=True)
class Effort:
    """How often and for how long: rounds, and seconds of load in each."""

    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Case:
    """A load, what is compared (`rate` or `p50`), and the goal for the ratio."""

    connections: int
    instances: int
    figure: str
    goal: float


@dataclass(frozen=True, slots=True)
class Contest:
    """A model, the peer that serves it, and the cases."""

    model: str
    peer: str
    cases: tuple[Case, ...]


TUNED, ADAPTIVE, PLAIN = "MLServer, no workers", "MLServer, adaptive batching", "uvicorn, plain ASGI"
CONTESTS = (
    Contest("LogisticRegression", TUNED, (Case(1, 1, "p50", 0.5), Case(32, 1, "rate", 10), Case(32, 100, "rate", 2.5))),
    Contest("LogisticRegression", ADAPTIVE, (Case(32, 1, "rate", 10), Case(32, 100, "rate", 2.5))),
    Contest("RandomForest, 100 trees", ADAPTIVE, (Case(32, 1, "rate", 2),)),
    Contest("XGBoost, 100 rounds", TUNED, (Case(32, 1, "rate", 8),)),
    Contest("XGBoost, 100 rounds", ADAPTIVE, (Case(32, 1, "rate", 8),)),
    Contest("TensorFlow SavedModel", PLAIN, (Case(32, 1, "rate", 4),)),
)


def compare(platform: Platform, work: Path, effort: Effort) -> list[Comparison]:
    """All contests."""
    return [found for contest in CONTESTS for found in _contest(contest, platform, work, effort)]


def _contest(contest: Contest, platform: Platform, work: Path, effort: Effort) -> Iterator[Comparison]:
    name = contest.model.split()[0].strip(",").lower()
    root = work / "models" / name
    instances = made(contest.model, root)
    say(f"{contest.model}: the platform and {contest.peer}")
    with ExitStack() as ending:
        ours = ending.enter_context(deployed(platform, root, name))
        peer = ending.enter_context(_peer(contest, root, work / "peers" / f"{name} {contest.peer}"))
        for case in contest.cases:
            yield _measure(contest, case, (ours, peer), instances[: case.instances], effort)


@contextmanager
def deployed(platform: Platform, root: Path, name: str, *fields: tuple[str, object]) -> Iterator[Endpoint]:
    """A version of one node that serves the files below `root`, for the time of the block."""
    path = predict_path(name, "v1")
    platform.create_model(name)
    platform.create_version(name, "v1", platform.upload(root, name), **({"manualScaling": {"nodes": 1}} | dict(fields)))
    yield Endpoint(platform.host, platform.port, path, platform.headers)
    for end in (path.removesuffix(":predict"), path.partition("/versions/")[0]):
        platform.call("DELETE", end)


def _peer(contest: Contest, root: Path, work: Path) -> AbstractContextManager[Endpoint]:
    if contest.peer == PLAIN:
        return peers.uvicorn(root, work)
    is_boosted = contest.model.startswith("XGBoost")
    file = "model.bst" if is_boosted else "model.joblib"
    runtime = "mlserver_xgboost.XGBoostModel" if is_boosted else "mlserver_sklearn.SKLearnModel"
    return peers.mlserver(root, file, runtime, work, contest.peer == ADAPTIVE)


def _measure(
    contest: Contest, case: Case, sides: tuple[Endpoint, Endpoint], instances: Instances, effort: Effort
) -> Comparison:
    series = (Series("Modelport"), Series(contest.peer))
    for side in sides:
        run(load_for(side, case.connections, instances, 0.5))
    for turn in range(effort.rounds):
        for place in (0, 1) if turn % 2 else (1, 0):
            measured = run(load_for(sides[place], case.connections, instances, effort.seconds))
            series[place].values.append(measured.p50 if case.figure == "p50" else measured.rate)
    what = f"{contest.model}: {_count(case.connections, 'connection')}, {_count(case.instances, 'instance')}"
    unit = "p50 ms" if case.figure == "p50" else "requests/s"
    return Comparison(what, unit, *series, case.goal, less_is_better=case.figure == "p50")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def load_for(side: Endpoint, connections: int, instances: Instances, seconds: float) -> Load:
    """The same instances in the protocol of one side."""
    return Load(side.host, side.port, side.path, side.body(instances), connections, seconds, side.headers)


def run(load: Load) -> Measured:
    """Runs the load generator; raises RuntimeError where any answer was an error."""
    command = [sys.executable, "-m", "scripts.bench.load"]
    process = subprocess.run(command, input=msgspec.json.encode(load), stdout=subprocess.PIPE, check=True)
    measured = msgspec.json.decode(process.stdout, type=Measured)
    if measured.errors:
        raise RuntimeError(f"{measured.errors} errors from {load.path} with {json.dumps(load.body)[:200]}")
    return measured
