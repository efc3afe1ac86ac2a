"""`--staging-bucket` of `versions create`: local files go there before the version is created."""

import argparse
from typing import TYPE_CHECKING

from modelport.errors import UsageError

from ..diagnostics import note

if TYPE_CHECKING:
    from modelport.platforms.bodies import Body
    from modelport.platforms.session import Session


def add_staging(parser: argparse.ArgumentParser) -> None:
    """Declare the flag."""
    parser.add_argument("--staging-bucket", metavar="gs://BUCKET",
                        help="a bucket that exists: local files go there, as MODEL/VERSION/")  # fmt: skip


def with_uploads(args: argparse.Namespace, body: "Body", session: "Session") -> "Body":
    """The resource with its local files in the staging bucket; raises UsageError where none is named."""
    from modelport.inventory.origin import origin_request, stage, staged
    from modelport.steps.order import has_uploads

    bucket = _bucket(args.staging_bucket or "")
    request = origin_request(session, args.model.rpartition("/")[2], body, bucket)
    if not has_uploads(request):
        return body
    if not bucket:
        raise UsageError(
            "Files of this machine go into a bucket first, and none is named.",
            why="A version is made from files in Cloud Storage.",
            fix="Add --staging-bucket gs://BUCKET, or let Modelport do everything:",
            command="modelport deploy PATH",
        )
    from ..headless.deploy import cancel_on_interrupt
    from ..headless.progress import TextProgress

    progress, body = TextProgress(), staged(request, body)
    note(f"ℹ Uploading to {body.get('deploymentUri') or bucket}")
    with cancel_on_interrupt() as cancel:
        for event in stage(session, request, cancel):
            progress.show(event)
    return body


def _bucket(text: str) -> str:
    name, _, rest = text.removeprefix("gs://").partition("/")
    if rest:
        raise UsageError(f"{text} is more than a bucket.", fix=f"Give the bucket alone, such as gs://{name}.")
    return name
