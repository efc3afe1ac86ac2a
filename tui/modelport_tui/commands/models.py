"""`modelport models`: list, describe, create, update, delete."""

import argparse
from typing import TYPE_CHECKING, Any

from modelport.errors import UsageError

from ..diagnostics import note
from .confirming import add_yes, confirmed
from .finding import model_of
from .pairs import add_labels, labels_of, new_labels
from .project import LIST_SHAPE, Where, add_where, opened

if TYPE_CHECKING:
    from modelport.platforms.bodies import Body
    from modelport.platforms.serving import ServingPlatform


COLUMNS = ("model", "endpoint", "default", "labels", "description")
"""Of the table: attributes of a row."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser(
        "models",
        help="list, describe, create, update, delete models",
        description="Models, which group versions; each is on one endpoint.",
        epilog="examples:\n  modelport models list\n  modelport models create iris --region us-central1",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = _action(actions, "list", "list the models of every endpoint", _list)
    listing.description = f"{listing.description} {LIST_SHAPE}"
    add_where(listing, is_list=True)
    for verb, text, run in (
        ("describe", "show a model", _describe),
        ("create", "create a model", _create),
        ("update", "change a model's description or labels", _update),
        ("delete", "delete a model that has no versions", _delete),
    ):
        action = _action(actions, verb, text, run)
        action.add_argument("model", metavar="MODEL")
        add_where(action)
        if verb in ("create", "update"):
            action.add_argument("--description", help="a text for people")
            add_labels(action, is_update=verb == "update")
        if verb == "create":
            action.add_argument(
                "--regions", metavar="REGION", help="of a model on the global endpoint: where it serves"
            )
            action.add_argument("--enable-logging", action="store_true", help="log accesses")
            action.add_argument("--enable-console-logging", action="store_true", help="log what the nodes write")
        if verb == "delete":
            add_yes(action)


def _action(actions: Any, verb: str, text: str, run: Any) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(
        verb, help=text, description=text.capitalize() + ".", epilog=f"example: modelport models {verb}"
        + (" iris" if verb != "list" else "") + (" --description 'by petals'" if verb == "update" else ""),
    )  # fmt: skip
    action.set_defaults(run=run)
    return action


def _list(args: argparse.Namespace) -> int:
    from modelport.inventory.fetch import list_models
    from modelport.inventory.filter import MODELS
    from modelport.inventory.rows import model_row

    from ..headless import listing

    with opened(args) as where:
        pages, failures = listing.gathered(list_models(where.connections, where.regions))
    rows = [model_row(page.region, page.model) for page in pages]
    listing.show(rows, MODELS, lambda row: {name: getattr(row, name) for name in COLUMNS}, args)
    return listing.report_failures(failures)


def _describe(args: argparse.Namespace) -> int:
    from ..headless import output

    with opened(args) as where:
        output.write(model_of(where, where.region_of(args.model), args.model), args.format)
    return 0


def _create(args: argparse.Namespace) -> int:
    from modelport.catalog.regions import DEFAULT_REGION

    from ..headless import output

    region = _endpoint(args) or DEFAULT_REGION
    body: Body = {"name": args.model, "description": args.description, "labels": dict(new_labels(args.labels))}
    body["regions"] = [args.regions or DEFAULT_REGION] if region == "global" else [region]
    body["onlinePredictionLogging"] = args.enable_logging
    body["onlinePredictionConsoleLogging"] = args.enable_console_logging
    with opened(args) as where, where.connections.borrowed(region) as serving:
        made = _asked(where, serving, region, {name: value for name, value in body.items() if value})
    note(f"✓ Created {args.model} on {region}")
    output.write(made, args.format)
    return 0


def _asked(where: Where, serving: "ServingPlatform", region: str, body: "Body") -> dict[str, Any]:
    """The model that is created, also where the answer to the first call is lost."""
    from modelport.inventory.lost_answers import describe, made

    path = where.model_path(str(body["name"]))
    was_there = serving.find_model(path) is not None
    return made(
        lambda: serving.create_model(where.parent, body),
        lambda: None if was_there else serving.find_model(path),
        describe(where.connections.at(region), path),
    )


def _endpoint(args: argparse.Namespace) -> str:
    """The region given, `global` where `--regions` is, or ""; raises UsageError where they contradict each other."""
    if args.regions and "," in args.regions:
        raise UsageError("A model serves in one region.", fix="Name one, such as --regions us-central1.")
    if args.regions and args.region not in (None, "global"):
        raise UsageError(
            "--regions is for a model on the global endpoint.", fix="Give --region alone for a regional endpoint."
        )
    return args.region or ("global" if args.regions else "")


def _update(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions
    from modelport.inventory.rows import model_row

    from ..headless import output

    with opened(args) as where:
        region = where.region_of(args.model)
        row = model_row(region, model_of(where, region, args.model, "update"))
        labels = labels_of(args, row.resource.get("labels") or {})
        if args.description is None and labels is None:
            raise UsageError("Nothing is to be changed.", fix="Give --description or flags for labels.")
        actions = Actions(where.connections)
        actions.finished(region, actions.update_model(row, args.description, labels))
        output.write(model_of(where, region, args.model), args.format)
    return 0


def _delete(args: argparse.Namespace) -> int:
    from modelport.inventory.actions import Actions
    from modelport.inventory.changes import lost_with_model
    from modelport.inventory.rows import model_row

    with opened(args) as where:
        region = where.region_of(args.model)
        row = model_row(region, model_of(where, region, args.model, "delete"))
        actions = Actions(where.connections)
        actions.check_model_deletion(row)
        if not confirmed(args, row.model, lost_with_model(row)):
            return 1
        actions.finished(region, actions.delete_model(row))
    note(f"✓ Deleted {row.model}")
    return 0
