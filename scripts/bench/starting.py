"""Starting: a version's first prediction, and what one more node costs, beside a fresh interpreter."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from .models import Instances, made
from .platform import Platform
from .table import Comparison, Series, say

SETTLED_PREDICTIONS = 20
MORE_NODES = 3
FRESH = {
    "LogisticRegression": "import joblib; print(joblib.load('{root}/model.joblib').predict({rows}))",
    "XGBoost, 100 rounds": (
        "import numpy, xgboost; model = xgboost.Booster(); "
        "model.load_model(bytearray(open('{root}/model.bst', 'rb').read())); "
        "print(model.predict(xgboost.DMatrix(numpy.array({rows}))))"
    ),
}
"""What a fresh interpreter runs, by model."""
OWN_PSS = "; import pathlib; print(pathlib.Path('/proc/self/smaps_rollup').read_text())"


def compare(platform: Platform, work: Path, rounds: int) -> list[Comparison]:
    """Time and memory for each kind of model."""
    found = []
    for name in FRESH:
        root = work / "starting" / name.split()[0].strip(",").lower()
        instances = made(name, root)[:1]
        say(f"{name}: versions and nodes beside fresh interpreters")
        found += [_time(platform, name, root, instances, rounds), _memory(platform, name, root, instances)]
    return found


def _time(platform: Platform, name: str, root: Path, instances: Instances, rounds: int) -> Comparison:
    model, fresh, ours = root.name + "_time", Series("fresh interpreter"), Series("Modelport")
    uri = platform.upload(root, model)
    platform.create_model(model)
    _first_prediction(platform, model, "warm", uri, instances)
    for turn in range(rounds):
        started = time.perf_counter()
        _fresh(name, root, instances)
        fresh.values.append((time.perf_counter() - started) * 1000)
        ours.values.append(_first_prediction(platform, model, f"v{turn}", uri, instances) * 1000)
    return Comparison(f"{name}: version created, first prediction", "ms", ours, fresh, 0.15, less_is_better=True)


def _first_prediction(platform: Platform, model: str, version: str, uri: str, instances: Instances) -> float:
    """Seconds from the request for a version to its first answer."""
    started = time.perf_counter()
    platform.create_version(model, version, uri, manualScaling={"nodes": 1})
    platform.predict(model, version, json.dumps({"instances": instances}).encode())
    return time.perf_counter() - started


def _fresh(name: str, root: Path, instances: Instances, more: str = "") -> str:
    code = FRESH[name].format(root=root, rows=instances) + more
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, check=True, text=True
    ).stdout


def _memory(platform: Platform, name: str, root: Path, instances: Instances) -> Comparison:
    """The growth of the whole platform's memory by MORE_NODES nodes that have predicted, for each of them."""
    model = root.name + "_memory"
    uri = platform.upload(root, model)
    platform.create_model(model)
    _settled(platform, model, "v1", uri, 1, instances)
    before = _platform_mb(platform)
    _settled(platform, model, "v2", uri, MORE_NODES, instances)
    ours = Series("Modelport", [(_platform_mb(platform) - before) / MORE_NODES])
    fresh = Series("fresh process", [_pss_mb(_fresh(name, root, instances, OWN_PSS))])
    return Comparison(f"{name}: memory of one more node", "MB PSS", ours, fresh, 0.5, less_is_better=True)


def _settled(platform: Platform, model: str, version: str, uri: str, nodes: int, instances: Instances) -> None:
    platform.create_version(model, version, uri, manualScaling={"nodes": nodes})
    for _ in range(SETTLED_PREDICTIONS * nodes):
        platform.predict(model, version, json.dumps({"instances": instances}).encode())


def _platform_mb(platform: Platform) -> float:
    """PSS of the platform and of everything below it, once it has stopped changing."""
    values = [0.0, 1e9]
    while abs(values[-1] - values[-2]) > 0.5:
        time.sleep(0.5)
        values.append(sum(_process_mb(pid) for pid in _descendants(platform.pid)))
    return values[-1]


def _process_mb(pid: int) -> float:
    return _pss_mb(Path(f"/proc/{pid}/smaps_rollup").read_text())


def _pss_mb(rollup: str) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _descendants(int(child)))]
