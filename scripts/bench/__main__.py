"""`make bench`: compare, print tables. `--quick` makes fewer and shorter rounds; names choose some of the sections."""

import argparse
import os
import platform as machine
import sys
import tempfile
from pathlib import Path

from . import serving, starting, uploads
from .platform import running
from .table import say, show

SECTIONS = ("serving", "starting", "uploads")


def main() -> None:
    """Run the chosen sections against one platform."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="default: all of them")
    parser.add_argument("--quick", action="store_true", help="2 short rounds: a look, not a measurement")
    given = parser.parse_args()
    chosen = given.sections or SECTIONS
    sys.stdout.write(f"{os.cpu_count()} processors, {machine.system()}, Python {machine.python_version()}\n")
    with tempfile.TemporaryDirectory(prefix="modelport-bench-") as temporary:
        _run(chosen, Path(temporary), given.quick)


def _run(chosen: list[str] | tuple[str, ...], work: Path, quick: bool) -> None:
    home = work / "modelport" / "local"
    home.mkdir(parents=True)
    say("starting the embedded platform")
    with running(home) as platform:
        platform.create_bucket("bench-models")
        if "starting" in chosen:
            show("Starting", starting.compare(platform, work, 3 if quick else 9))
        if "serving" in chosen:
            effort = serving.Effort(2, 1.0) if quick else serving.Effort(5, 2.0)
            show("Serving", serving.compare(platform, work, effort))
        if "uploads" in chosen:
            show("Uploads", uploads.compare(platform, home, work, 2 if quick else 5))


if __name__ == "__main__":
    main()
