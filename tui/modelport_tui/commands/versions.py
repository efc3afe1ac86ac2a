"""`modelport versions`: list, describe, set-default, update, delete, diff; `create` has a file of its own."""

import argparse
from typing import TYPE_CHECKING, Any

from modelport.errors import NotFound

from ..diagnostics import note
from . import creating
from .confirming import add_yes, confirmed
from .pairs import add_labels, labels_of
from .project import Where, add_where, opened

if TYPE_CHECKING:
    from modelport.inventory.rows import VersionRow

SHOWN = ("region", "model", "version", "state", "default", "framework", "runtime", "machine", "nodes", "used", "age")
"""Columns of the table, by their keys."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser(
        "versions",
        help="list, describe, create, update, set-default, delete, diff versions",
        description="Versions, each a model that serves predictions.",
        epilog="examples:\n  modelport versions list --model iris\n  modelport versions diff v1 v2 --model iris",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_list(actions)
    creating.add(actions)
    for verb, text, run in (
        ("describe", "show a version", _describe),
        ("set-default", "make a version answer for its model", _set_default),
        ("update", "change a version's description, labels, nodes or request logging", _update),
        ("delete", "delete a version and its nodes; its files in the bucket stay", _delete),
    ):
        action = actions.add_parser(verb, help=text, description=text.capitalize() + ".",
                                    epilog=f"example: modelport versions {verb} v1 --model iris")  # fmt: skip
        action.add_argument("version", metavar="VERSION")
        action.add_argument("--model", required=True, help="the version's model")
        add_where(action)
        action.set_defaults(run=run)
        if verb == "update":
            _add_changes(action)
        if verb == "delete":
            add_yes(action)
    _add_diff(actions)


def _add_list(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "list the versions of a model, or of every model"
    action = actions.add_parser("list", help=text, description=text.capitalize() + ".",
                                epilog="example: modelport versions list --filter 'state:ready !xgb'")  # fmt: skip
    action.add_argument("--model", default="", help="only versions of this model")
    action.add_argument("--filter", default="", help="such as: ready !v1 framework:xgb")
    action.add_argument("--sort-by", default="model", metavar="COLUMN", help="for the table; ~COLUMN turns it round")
    add_where(action)
    action.set_defaults(run=_list)


def _add_diff(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "show what differs between two versions of a model"
    action = actions.add_parser("diff", help=text, description=text.capitalize() + ".",
                                epilog="example: modelport versions diff v1 v2 --model iris")  # fmt: skip
    action.add_argument("left", metavar="VERSION")
    action.add_argument("right", metavar="OTHER")
    action.add_argument("--model", required=True, help="the versions' model")
    action.add_argument("--all", action="store_true", help="also names, times and etags")
    add_where(action)
    action.set_defaults(run=_diff)


def _add_changes(action: argparse.ArgumentParser) -> None:
    action.add_argument("--description", help="a text for people")
    add_labels(action, is_update=True)
    action.add_argument("--min-nodes", type=int, metavar="N", help="the least number of nodes that run")
    action.add_argument(
        "--max-nodes", type=int, metavar="N", help="the largest number of nodes (embedded platform only)"
    )
    action.add_argument("--nodes", type=int, metavar="N", help="the number of nodes, where it is fixed")
    action.add_argument("--bigquery-table", metavar="P.D.T", help="log requests there; an empty text turns it off")
    action.add_argument("--sampling", type=float, metavar="SHARE", help="share of the requests to log, from 0 to 1")


def _list(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from modelport.inventory import columns
    from modelport.inventory.fetch import fetch
    from modelport.inventory.filter import filtered
    from modelport.inventory.locating import no_model
    from modelport.inventory.rows import version_row

    from ..headless import listing, output

    with opened(args) as where:
        pages, failures = listing.gathered(fetch(where.connections, where.regions, args.model))
        if args.model and not pages and not failures:
            raise no_model(where.model_path(args.model), where.regions)
    rows = [version_row(page.region, version) for page in pages for version in page.versions]
    key = args.sort_by.lstrip("~")
    rows = columns.ordered(filtered(rows, args.filter), key, is_descending=args.sort_by.startswith("~"))
    if args.format == "table":
        shown, now = [column for column in columns.COLUMNS if column.key in SHOWN], datetime.now(UTC)
        output.write([{column.title: column.text(row, now) for column in shown} for row in rows], args.format)
    else:
        output.write([row.resource for row in rows], args.format)
    return listing.report_failures(failures)


def _describe(args: argparse.Namespace) -> int:
    from ..headless import output

    with opened(args) as where:
        output.write(_row(where, args.model, args.version).resource, args.format)
    return 0


def _set_default(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions

    from ..headless import output

    with opened(args) as where:
        change = Actions(where.connections).set_default(_row(where, args.model, args.version))
    before = f"; before it was {change.previous}" if change.previous else ""
    note(f"✓ {args.version} is the default of {args.model}{before}")
    output.write(change.version, args.format)
    return 0


def _update(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions
    from modelport.inventory.changes import Changes
    from modelport.inventory.waiting import finished

    from ..headless import output

    with opened(args) as where:
        row = _row(where, args.model, args.version)
        changes = Changes(
            description=args.description, labels=labels_of(args, row.resource.get("labels") or {}),
            min_nodes=args.min_nodes, max_nodes=args.max_nodes, nodes=args.nodes,
            bigquery_table=args.bigquery_table, sampling=args.sampling,
        )  # fmt: skip
        operation = Actions(where.connections).update(row, changes)
        with where.connections.borrowed(row.region) as serving:
            finished(serving, operation)
        output.write(_row(where, args.model, args.version, row.region).resource, args.format)
    return 0


def _delete(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions
    from modelport.inventory.changes import lost_by_deleting
    from modelport.inventory.waiting import finished

    with opened(args) as where:
        row = _row(where, args.model, args.version)
        if not confirmed(args, row.version, lost_by_deleting(row)):
            return 1
        operation = Actions(where.connections).delete_version(row)
        with where.connections.borrowed(row.region) as serving:
            finished(serving, operation)
    note(f"✓ Deleted {row.version} of {row.model}")
    return 0


def _diff(args: argparse.Namespace) -> int:
    """Exit code 0 whether or not they differ, since both are answers."""
    from modelport.inventory.differences import as_text, differences

    from ..headless import output

    with opened(args) as where:
        left = _row(where, args.model, args.left)
        right = _row(where, args.model, args.right, left.region)
    found = differences(left.resource, right.resource, with_noise=args.all)
    if args.format == "table":
        titles = f"left: {args.left}", f"right: {args.right}"
        output.write([{"field": each.field, titles[0]: as_text(each.left), titles[1]: as_text(each.right)}
                      for each in found], args.format)  # fmt: skip
    else:
        output.write([{"field": each.field, "left": each.left, "right": each.right} for each in found], args.format)
    return 0


def _row(where: Where, model: str, version: str, region: str = "") -> "VersionRow":
    from modelport.inventory.rows import version_row

    region = region or where.region_of(model)
    with where.connections.borrowed(region) as serving:
        found: dict[str, Any] | None = serving.find_version(where.version_path(model, version))
    if found is None:
        raise NotFound(
            f"There is no version {version} of {model} on {region}.",
            fix="Look at its name, the model, the project and the region:",
            command="modelport versions list",
        )
    return version_row(region, found)
