"""`modelport versions`: list, describe, set-default, delete, diff; `create` and `update` have files of their own."""

import argparse

from modelport.errors import NotFound, UsageError
from modelport.shell import flag

from ..diagnostics import note
from . import creating, updating
from .confirming import add_yes, confirmed
from .finding import absent, gone, version_row_of
from .project import LIST_SHAPE, Where, add_where, opened

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
    updating.add(actions)
    for verb, text, run in (
        ("describe", "show a version", _describe),
        ("set-default", "make a version answer for its model", _set_default),
        ("delete", "delete a version and its nodes; its files in the bucket stay", _delete),
    ):
        action = actions.add_parser(verb, help=text, description=text.capitalize() + ".",
                                    epilog=f"example: modelport versions {verb} v1 --model iris")  # fmt: skip
        action.add_argument("version", metavar="VERSION")
        action.add_argument("--model", required=True, help="the version's model")
        add_where(action)
        action.set_defaults(run=run, verb=verb)
        if verb == "delete":
            add_yes(action)
    _add_diff(actions)


def _add_list(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "list the versions of a model, or of every model"
    example = "example: modelport versions list --filter 'state:ready !xgb' --sort-by ~age"
    action = actions.add_parser("list", help=text, description=f"{text.capitalize()}. {LIST_SHAPE}", epilog=example)
    action.add_argument("--model", default="", help="only versions of this model")
    action.add_argument(
        "--sort-by",
        default="model",
        metavar="COLUMN",
        help="a column, such as age: the youngest first; ~age turns it round",
    )
    add_where(action, is_list=True)
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


def _list(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from modelport.inventory import columns, export
    from modelport.inventory.fetch import fetch
    from modelport.inventory.filter import VERSIONS
    from modelport.inventory.rows import version_row

    from ..headless import listing, output

    with opened(args) as where:
        model = where.model_path(args.model) if args.model else ""
        pages, failures = listing.gathered(fetch(where.connections, where.regions, model))
        if args.model and not pages and not failures:
            raise _no_model(where, args.model)
    rows = [version_row(page.region, version) for page in pages for version in page.versions]
    key = args.sort_by.removeprefix("~")
    if columns.find(key) is None:
        keys = ", ".join(column.key for column in columns.COLUMNS)
        raise UsageError(f"There is no column {key!r} to sort by.", fix=f"Choose one of: {keys}.")
    fitting = listing.fitting(VERSIONS, rows, args.filter)
    rows = columns.ordered(fitting, key, is_descending=args.sort_by.startswith("~"))[: args.limit]
    if args.format == "table":
        shown, now = [column for column in columns.COLUMNS if column.key in SHOWN], datetime.now(UTC)
        output.write([{column.title: column.text(row, now) for column in shown} for row in rows], args.format)
    elif args.format == "csv":
        output.say(export.as_csv(rows).rstrip())
    else:
        output.write([row.listed for row in rows], args.format)
    return listing.report_failures(failures)


def _no_model(where: Where, model: str) -> NotFound:
    from modelport.inventory.locating import no_model

    if len(where.regions) > 1:
        return no_model(where.model_path(model), where.regions)
    parts = ("versions", "list", flag("model", model))
    return absent(where, where.regions[0], model, "", parts) or gone(model)


def _describe(args: argparse.Namespace) -> int:
    from ..headless import output

    with opened(args) as where:
        output.write(version_row_of(where, args.model, args.version, parts=_parts(args)).resource, args.format)
    return 0


def _parts(args: argparse.Namespace) -> tuple[str, ...]:
    """The command again, but for the endpoint."""
    return "versions", args.verb, args.version, flag("model", args.model)


def _set_default(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions

    from ..headless import output

    with opened(args) as where:
        row = version_row_of(where, args.model, args.version, parts=_parts(args))
        change = Actions(where.connections).set_default(row)
    before = f"; before it was {change.previous}" if change.previous else ""
    note(f"✓ {args.version} is the default of {args.model}{before}")
    output.write(change.version, args.format)
    return 0


def _delete(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions
    from modelport.inventory.changes import lost_by_deleting

    with opened(args) as where:
        row = version_row_of(where, args.model, args.version, parts=_parts(args))
        actions = Actions(where.connections)
        actions.check_deletion(row)
        if not confirmed(args, row.version, lost_by_deleting(row)):
            return 1
        actions.finished(row.region, actions.delete_version(row))
    note(f"✓ Deleted {row.version} of {row.model}")
    return 0


def _diff(args: argparse.Namespace) -> int:
    """Exit code 0 whether or not they differ, since both are answers."""
    from modelport.inventory.differences import as_text, differences

    from ..headless import output

    with opened(args) as where:
        left = version_row_of(where, args.model, args.left)
        right = version_row_of(where, args.model, args.right, left.region)
    found = differences(left.resource, right.resource, with_noise=args.all)
    if args.format == "table":
        titles = f"left: {args.left}", f"right: {args.right}"
        output.write([{"field": each.field, titles[0]: as_text(each.left), titles[1]: as_text(each.right)}
                      for each in found], args.format)  # fmt: skip
    else:
        output.write([{"field": each.field, "left": each.left, "right": each.right} for each in found], args.format)
    return 0
