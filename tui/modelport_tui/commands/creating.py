"""`modelport versions create`, with the flags of `gcloud beta ai-platform versions create`."""

import argparse
from typing import TYPE_CHECKING

from modelport import own_commands as own
from modelport.errors import UsageError, VersionFailed
from modelport.request import Target
from modelport.shell import flag

from ..diagnostics import note
from .pairs import add_labels, new_labels
from .project import Where, add_where, opened
from .resource_file import add_config, fields_of
from .serving_flags import add_serving, add_to_body
from .uploading import add_staging, with_uploads

if TYPE_CHECKING:
    from modelport.platforms.bodies import Body
    from modelport.platforms.serving import Operation, ServingPlatform

TEXTS = {
    "--origin": ("deploymentUri", "the model's files: gs://…, or local ones with --staging-bucket"),
    "--runtime-version": ("runtimeVersion", "the runtime, such as 2.11"),
    "--python-version": ("pythonVersion", "the runtime's Python, such as 3.7"),
    "--machine-type": ("machineType", "what each node runs on"),
    "--prediction-class": ("predictionClass", "the class of a custom prediction routine"),
    "--service-account": ("serviceAccount", "the account of custom code"),
    "--description": ("description", "a text for people"),
}
"""Flags whose value is a field as it is."""
EXAMPLE = """examples:
  modelport versions create v1 --model iris --origin gs://bucket/iris/v1/ \\
    --framework scikit-learn --runtime-version 2.11 --python-version 3.7
  modelport versions create v2 --model iris --origin ./export --staging-bucket gs://bucket \\
    --framework tensorflow --runtime-version 2.11 --python-version 3.7"""


def add(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = actions.add_parser(
        "create",
        help="create a version, and wait until it serves",
        description="Create a version from files in a bucket, or from local ones that go there first, "
        "and wait until it serves.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--model", required=True, help="the model that gets the version")
    add_where(parser)
    for name, (_, text) in TEXTS.items():
        parser.add_argument(name, help=text)
    parser.add_argument("--framework", choices=("tensorflow", "scikit-learn", "xgboost"), help="what loads the model")
    parser.add_argument("--package-uris", metavar="URI,…", help="packages of custom code, in the same places")
    add_staging(parser)
    parser.add_argument("--min-nodes", type=int, metavar="N", help="the least number of nodes that run")
    parser.add_argument("--max-nodes", type=int, metavar="N", help="the largest number of nodes")
    parser.add_argument("--metric-targets", metavar="METRIC=TARGET,…", help="such as cpu-usage=60")
    parser.add_argument("--accelerator", metavar="type=T,count=N", help="such as type=nvidia-tesla-t4,count=1")
    add_config(parser)
    parser.add_argument("--async", dest="is_async", action="store_true", help="print the operation and do not wait")
    add_serving(parser)
    add_labels(parser, is_update=False)
    parser.set_defaults(run=_create)


def _create(args: argparse.Namespace) -> int:
    from modelport.inventory.operations import find_operation
    from modelport.inventory.waiting import finished

    from ..headless import output

    body = version_body(args)
    with opened(args) as where:
        region = where.region_of(args.model)
        body = with_uploads(args, body, where.connections.at(region))
        with where.connections.borrowed(region) as serving:
            operation = _asked(where, serving, region, args, body)
            if args.is_async:
                output.write(find_operation(where.connections, (region,), operation.name)[1], args.format)
                return 0
            note(f"ℹ Waiting for {operation.name}")
            try:
                finished(serving, operation)
            except VersionFailed as error:
                raise _left_over(where, serving, region, args, error) from error
            output.write(serving.find_version(where.version_path(args.model, args.version)), args.format)
    note(f"✓ Created {args.version} of {args.model} on {region}")
    return 0


def _left_over(
    where: Where, serving: "ServingPlatform", region: str, args: argparse.Namespace, error: VersionFailed
) -> VersionFailed:
    """The error with what a failed version leaves behind."""
    if serving.find_version(where.version_path(args.model, args.version)) is None:
        return error
    target = Target(where.connections.session.platform, where.connections.session.project)
    error.fix = f"{error.fix} The failed version keeps its name until it is deleted:"
    parts = ("versions", "delete", args.version, flag("model", args.model), flag("region", region))
    error.command = own.on_target(target, *parts)
    return error


def _asked(
    where: Where, serving: "ServingPlatform", region: str, args: argparse.Namespace, body: "Body"
) -> "Operation":
    """The operation that creates the version, also where the answer to the first call is lost."""
    from modelport.inventory import lost_answers

    path = where.version_path(args.model, args.version)
    was_there = serving.find_version(path) is not None
    return lost_answers.made(
        lambda: serving.create_version(where.model_path(args.model), body),
        lambda: None if was_there else _created(serving, path),
        lost_answers.describe(where.connections.at(region), path),
    )


def _created(serving: "ServingPlatform", path: str) -> "Operation | None":
    from modelport.inventory.lost_answers import newest_operation

    return newest_operation(serving, path) if serving.find_version(path) else None


def version_body(args: argparse.Namespace) -> "Body":
    """The Version resource of the flags, over that of --config; raises UsageError."""
    body = fields_of(args.config) if args.config else {}
    body["name"] = args.version
    for name, (field, _) in TEXTS.items():
        if value := getattr(args, name[2:].replace("-", "_")):
            body[field] = value
    if args.framework:
        body["framework"] = args.framework.upper().replace("-", "_")
    if args.package_uris:
        body["packageUris"] = args.package_uris.split(",")
    if args.labels:
        body["labels"] = dict(new_labels(args.labels))
    _add_hardware(args, body)
    add_to_body(args, body)
    return body


def _add_hardware(args: argparse.Namespace, body: "Body") -> None:
    auto: Body = {}
    if args.min_nodes is not None:
        auto["minNodes"] = args.min_nodes
    if args.max_nodes is not None:
        auto["maxNodes"] = args.max_nodes
    if targets := new_labels(args.metric_targets):
        auto["metrics"] = [
            {"name": name.upper().replace("-", "_"), "target": _whole(target)} for name, target in targets.items()
        ]
    if auto:
        body["autoScaling"] = auto
    if args.accelerator:
        chosen = new_labels(args.accelerator)
        name = chosen.get("type", "").upper().replace("-", "_")
        body["acceleratorConfig"] = {"type": name, "count": chosen.get("count", "1")}


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(f"{text!r} is not a whole number.", fix="Write percent, such as cpu-usage=60.")
    return int(text)
