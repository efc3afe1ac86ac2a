"""Uploads: the deployment's own uploader, by itself and with the start of its process, beside `gcloud storage cp`."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from modelport.platforms.local import LocalPlatform

from .platform import PROJECT, Platform
from .table import Comparison, Series, say

MB, KB = 1024 * 1024, 1024
BLOCK = 256 * KB


def compare(platform: Platform, home: Path, work: Path, rounds: int) -> list[Comparison]:
    """One large file, and many small ones; nothing where gcloud is not installed."""
    if shutil.which("gcloud") is None:
        say("uploads are not compared: gcloud is not installed")
        return []
    cases = (("1 file of 300 MB", 1, 300 * MB, 2.0), ("400 files of 256 KB", 400, 256 * KB, 4.0))
    return [
        comparison
        for what, count, size, goal in cases
        for comparison in _compare(platform, home, _files(work, count, size), what, goal, rounds)
    ]


def _compare(platform: Platform, home: Path, root: Path, what: str, goal: float, rounds: int) -> Iterator[Comparison]:
    say(f"uploads: {what}")
    step, process, gcloud = Series("the step"), Series("as a process"), Series("gcloud storage cp")
    bucket = f"bench-{root.name}"
    platform.create_bucket(bucket)
    for turn in range(rounds):
        started = time.perf_counter()
        _gcloud(home, root, bucket, f"gcloud{turn}")
        between = time.perf_counter()
        step.values.append(_ours(home, root, bucket, f"ours{turn}"))
        process.values.append(time.perf_counter() - between)
        gcloud.values.append(between - started)
    for ours in (step, process):
        yield Comparison(f"{what}, {ours.name}", "s", ours, gcloud, 1 / goal, less_is_better=True)


def _ours(home: Path, root: Path, bucket: str, prefix: str) -> float:
    """Seconds that the step itself took."""
    command = [sys.executable, "-m", "scripts.bench.uploading", str(root), bucket, prefix]
    environment = os.environ | {"MODELPORT_HOME": str(home.parent)}
    return float(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)


def _gcloud(home: Path, root: Path, bucket: str, prefix: str) -> None:
    environment = os.environ | LocalPlatform(home).env(PROJECT)
    command = ["gcloud", "storage", "cp", "--recursive", "--quiet", str(root), f"gs://{bucket}/{prefix}/"]
    subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=True)


def _files(work: Path, count: int, size: int) -> Path:
    """Files of random bytes, since nothing of a model compresses well."""
    root, source = work / "uploads" / f"{count}x{size // KB}", random.Random(0)
    root.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        with (root / f"part-{number:03}").open("wb") as file:
            for _ in range(size // BLOCK):
                file.write(source.randbytes(BLOCK))
    return root
