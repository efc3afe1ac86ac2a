"""What the bucket holds already where a request's files go."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from modelport.platforms.bodies import deployment_uri, packages_uri
from modelport.request import DeploymentRequest

from .order import is_local
from .staging import Upload, split_uri

if TYPE_CHECKING:
    from modelport.platforms.storage import ObjectInfo, StorageClient

There: TypeAlias = "dict[str, ObjectInfo]"
"""The objects that are in the bucket, by URI."""


def prefixes(request: DeploymentRequest) -> list[str]:
    """The directories in the bucket that are this version's own."""
    own = [deployment_uri(request)] if is_local(request.artifact.source) else []
    packed = [packages_uri(request)] if any(map(is_local, request.artifact.packages)) else []
    return own + packed


def stored(storage: "StorageClient", request: DeploymentRequest, check: Callable[[], None]) -> There:
    """The objects in these directories; `check` may raise between two of them. Raises PlatformError."""
    found: There = {}
    for uri in prefixes(request):
        bucket, prefix = split_uri(uri)
        for each in storage.objects(bucket, prefix):
            check()
            if not each.name.endswith("/"):  # an empty object with which consoles show a directory
                found[f"gs://{bucket}/{each.name}"] = each
    return found


def strangers(wanted: tuple[Upload, ...], there: There) -> list[str]:
    """What lies there and is none of the files to upload, by URI."""
    return sorted(there.keys() - {upload.uri for upload in wanted})
