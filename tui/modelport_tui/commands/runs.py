"""`modelport runs` and `modelport resume`."""

import argparse

from modelport.errors import UsageError

from ..diagnostics import note
from .formats import add_format


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    runs = commands.add_parser("runs", help="list runs", description="List the runs of this machine, newest first.",
                               epilog="example: modelport runs --format json")  # fmt: skip
    add_format(runs)
    runs.set_defaults(run=_list)
    resume = commands.add_parser("resume", help="go on with a run that was cut off",
                                 description="Go on with a run that was cut off; nothing is done twice.",
                                 epilog="example: modelport resume")  # fmt: skip
    resume.add_argument("id", nargs="?", metavar="RUN", help="the run (default: the last one that did not finish)")
    resume.add_argument("--progress", choices=("text", "json", "off"), default="text", help="progress on stderr")
    add_format(resume)
    resume.set_defaults(run=_resume)


def _list(args: argparse.Namespace) -> int:
    from modelport.journal import runs

    from ..headless import output

    rows = [
        {
            "run": run.id,
            "when": f"{run.when.astimezone():%Y-%m-%d %H:%M %Z}",
            "model": run.model,
            "version": run.version,
            "state": run.state,
        }
        for run in runs()
    ]
    output.write(rows, args.format)
    return 0


def _resume(args: argparse.Namespace) -> int:
    from modelport.journal import last_unfinished

    from ..plain.running import go_on

    if args.id:
        return go_on(args.id, args.progress, args.format)
    last = last_unfinished()
    if last is None:
        raise UsageError(
            "There is nothing to go on with.",
            why="The last run came to its end.",
            fix="Name an older one: modelport resume RUN.",
            command="modelport runs",
        )
    note(f"Going on with {last.model} {last.version}, run {last.id} ({last.state})")
    return go_on(last.id, args.progress, args.format)
