"""`modelport operations`: list, describe, wait, cancel."""

import argparse
from typing import TYPE_CHECKING

from ..diagnostics import note
from .project import LIST_SHAPE, Where, add_where, opened

if TYPE_CHECKING:
    from modelport.inventory.operation_rows import OperationRow

COLUMNS = ("operation", "region", "type", "of", "state", "created", "error")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser(
        "operations",
        help="list, describe, wait for, cancel long-running operations",
        description="Long-running operations, such as the creation of a version.",
        epilog="examples:\n  modelport operations list\n  modelport operations wait OPERATION",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for verb, text, run in (
        ("list", "list the operations of every endpoint", _list),
        ("describe", "show an operation", _describe),
        ("wait", "wait until an operation is done; exit code 1 if it failed", _wait),
        ("cancel", "ask for the end of an operation", _cancel),
    ):
        example = f"example: modelport operations {verb}" + (" OPERATION" if verb != "list" else "")
        shape = f" {LIST_SHAPE}" if verb == "list" else ""
        action = actions.add_parser(verb, help=text, description=f"{text.capitalize()}.{shape}", epilog=example)
        if verb != "list":
            action.add_argument("operation", metavar="OPERATION", help="its id, or projects/P/operations/ID")
        add_where(action, is_list=verb == "list")
        action.set_defaults(run=run)


def _list(args: argparse.Namespace) -> int:
    from modelport.inventory.filter import OPERATIONS
    from modelport.inventory.operation_rows import operation_row
    from modelport.inventory.operations import every_operation

    from ..headless import listing

    with opened(args) as where:
        found, failures = every_operation(where.connections, where.regions)
    listing.show([operation_row(region, resource) for region, resource in found], OPERATIONS, _cells, args)
    return listing.report_failures(failures)


def _describe(args: argparse.Namespace) -> int:
    from modelport.inventory.operations import find_operation

    from ..headless import output

    with opened(args) as where:
        _, resource = find_operation(where.connections, where.regions, _name(where, args.operation))
    output.write(resource, args.format)
    return 0


def _wait(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions
    from modelport.inventory.operations import find_operation
    from modelport.platforms.serving import as_operation

    from ..headless import output

    with opened(args) as where:
        name = _name(where, args.operation)
        region, resource = find_operation(where.connections, where.regions, name)
        if not resource.get("done"):
            note(f"ℹ Waiting for {name}")
        Actions(where.connections).finished(region, as_operation(resource))
        output.write(find_operation(where.connections, (region,), name)[1], args.format)
    return 0


def _cancel(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions
    from modelport.inventory.operations import find_operation

    with opened(args) as where:
        name = _name(where, args.operation)
        region, resource = find_operation(where.connections, where.regions, name)
        if resource.get("done"):
            note(f"ℹ {name} is over already; nothing was cancelled.")
            return 0
        Actions(where.connections).cancel_operation(region, name)
    note(f"✓ Asked for the end of {name}")
    return 0


def _name(where: Where, operation: str) -> str:
    return operation if "/" in operation else f"{where.parent}/operations/{operation}"


def _cells(row: "OperationRow") -> dict[str, str]:
    texts = row.name, row.region, row.kind, row.subject, row.state, row.started, row.error.partition("\n")[0]
    return dict(zip(COLUMNS, texts, strict=True))
