"""`modelport logs`: what a version's nodes wrote."""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from modelport.shell import flag

from .finding import absent
from .project import add_where, opened

if TYPE_CHECKING:
    from datetime import datetime

    from modelport.platforms.logging import LogLine, LogReader

FOLLOW_SECONDS = 1.0


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "logs",
        help="print the log of a version's nodes",
        description="Print the log of a model's nodes, or of one version's. As JSON: a list; "
        "with --follow, one object a line.",
        epilog="example: modelport logs --model iris --version v1 --follow",
    )
    parser.add_argument("--model", required=True, help="the model")
    parser.add_argument("--version", default="", help="only this version")
    parser.add_argument("--follow", action="store_true", help="go on with what is written from now on")
    add_where(parser)
    parser.set_defaults(run=_logs)


def _logs(args: argparse.Namespace) -> int:
    from modelport.platforms.logging import LogReader

    from ..headless import output

    with opened(args) as where:
        region = where.region_of(args.model)
        _, project, _, model = where.model_path(args.model).split("/")
        with closing(LogReader(replace(where.connections.at(region), project=project))) as reader:
            lines = _read(reader, model, args.version, most=1 if args.follow else None)
            if not lines and (missing := absent(where, region, args.model, args.version, _parts(args))):
                raise missing  # one that was deleted has a log still
            if args.follow:
                for line in following(reader, model, args.version):
                    output.say(_text(line) if args.format == "table" else json.dumps(_entry(line), ensure_ascii=False))
                return 0
    if args.format == "table":
        for line in lines:
            output.say(_text(line))
    else:
        output.write([_entry(line) for line in lines], args.format)
    return 0


def _parts(args: argparse.Namespace) -> tuple[str, ...]:
    """The command again, but for the endpoint."""
    follow = "--follow" if args.follow else ""
    return "logs", flag("model", args.model), flag("version", args.version), follow


def following(reader: "LogReader", model: str, version: str, pause: float = FOLLOW_SECONDS) -> Iterator["LogLine"]:
    """Every line there is, then each new one, without end; asks every `pause` seconds."""
    from modelport.inventory.columns import moment

    since, seen = None, set[str]()
    while True:
        found = _read(reader, model, version, since)
        yield from (line for line in found if line.id not in seen)
        if found:
            since, seen = moment(found[-1].timestamp) or since, {line.id for line in found}
        time.sleep(pause)


def _read(
    reader: "LogReader", model: str, version: str, since: "datetime | None" = None, most: int | None = None
) -> list["LogLine"]:
    from modelport.platforms.again import again

    return again(lambda: list(islice(reader.entries(model, version, since), most)))


def _text(line: "LogLine") -> str:
    from ..visible import visible

    node = f" [{line.node}]" if line.node else ""
    return visible(f"{line.timestamp} {line.severity}{node} {line.text}")


def _entry(line: "LogLine") -> dict[str, Any]:
    """The fields of Cloud Logging's LogEntry."""
    entry: dict[str, Any] = {
        "timestamp": line.timestamp, "severity": line.severity, "textPayload": line.text, "insertId": line.id,
    }  # fmt: skip
    return entry | ({"labels": {"node": line.node}} if line.node else {})
