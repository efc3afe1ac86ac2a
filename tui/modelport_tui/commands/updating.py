"""`modelport versions update`, with the flags of `gcloud beta ai-platform versions update` and some for nodes."""

import argparse
from typing import TYPE_CHECKING, TypeVar

import msgspec

from modelport.errors import UsageError

from .finding import version_row_of
from .pairs import add_labels, labels_of
from .project import add_where, opened
from .resource_file import add_config, fields_of

if TYPE_CHECKING:
    from modelport.inventory.changes import Changes
    from modelport.inventory.rows import VersionRow

Value = TypeVar("Value")


class _Scaling(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    min_nodes: int | None = None
    max_nodes: int | None = None
    nodes: int | None = None


class _Logging(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    bigquery_table_name: str | None = None
    sampling_percentage: float | None = None


class _Fields(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What gcloud takes from the file of an update; labels have flags only."""

    description: str | None = None
    auto_scaling: _Scaling = msgspec.field(default_factory=_Scaling)
    manual_scaling: _Scaling = msgspec.field(default_factory=_Scaling)
    request_logging_config: _Logging = msgspec.field(default_factory=_Logging)


def add(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    text = "change a version's description, labels, nodes or request logging"
    parser = actions.add_parser("update", help=text, description=text.capitalize() + ".",
                                epilog="example: modelport versions update v1 --model iris --min-nodes 2")  # fmt: skip
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--model", required=True, help="the version's model")
    add_where(parser)
    add_config(parser)
    parser.add_argument("--description", help="a text for people")
    add_labels(parser, is_update=True)
    parser.add_argument("--min-nodes", type=int, metavar="N", help="the least number of nodes that run")
    parser.add_argument(
        "--max-nodes", type=int, metavar="N", help="the largest number of nodes (embedded platform only)"
    )
    parser.add_argument("--nodes", type=int, metavar="N", help="the number of nodes, where it is fixed")
    parser.add_argument("--bigquery-table-name", metavar="P.D.T", help="log requests there; an empty text turns it off")
    parser.add_argument("--sampling-percentage", type=float, metavar="SHARE",
                        help="share of the requests to log, from 0 to 1")  # fmt: skip
    parser.set_defaults(run=_update)


def _update(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions

    from ..headless import output

    in_file = _in_file(args)
    with opened(args) as where:
        row = version_row_of(where, args.model, args.version)
        changes = _changes(args, in_file, row)
        if not changes.mask():
            raise UsageError("Nothing is to be changed.", fix="Give a new description, labels, nodes or logging.")
        actions = Actions(where.connections)
        actions.finished(row.region, actions.update(row, changes))
        output.write(version_row_of(where, args.model, args.version, row.region).resource, args.format)
    return 0


def _in_file(args: argparse.Namespace) -> _Fields:
    """What --config holds; raises UsageError for a field that an update does not take."""
    if not args.config:
        return _Fields()
    try:
        return msgspec.convert(fields_of(args.config), _Fields)
    except msgspec.ValidationError as error:
        raise UsageError(
            f"{args.config} holds what an update cannot change.",
            why=str(error),
            fix="Keep description, autoScaling, manualScaling and requestLoggingConfig; labels have flags.",
        ) from error


def _changes(args: argparse.Namespace, in_file: _Fields, row: "VersionRow") -> "Changes":
    """Flags over the file."""
    from modelport.inventory.changes import Changes

    auto, logged = in_file.auto_scaling, in_file.request_logging_config
    return Changes(
        description=_first(args.description, in_file.description),
        labels=labels_of(args, row.resource.get("labels") or {}),
        min_nodes=_first(args.min_nodes, auto.min_nodes),
        max_nodes=_first(args.max_nodes, auto.max_nodes),
        nodes=_first(args.nodes, in_file.manual_scaling.nodes),
        bigquery_table=_first(args.bigquery_table_name, logged.bigquery_table_name),
        sampling=_first(args.sampling_percentage, logged.sampling_percentage),
    )


def _first(given: Value | None, otherwise: Value | None) -> Value | None:
    return otherwise if given is None else given
