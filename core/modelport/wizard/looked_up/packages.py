"""What the packages of custom code say, on disk and in buckets, read without executing any of it."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...artifacts.report import PackageReport
from ...errors import AccessDenied, NotFound
from ..draft import Draft
from .lookup import Lookup, asked, session_of

if TYPE_CHECKING:
    from ...platforms.storage import StorageClient

READ_AT_MOST = 32 << 20
"""The size in bytes of a package in a bucket that is still fetched to be read."""
LISTED_AT_MOST = 1_000


def _about(draft: Draft) -> object:
    """Those in buckets wait for a platform that can be asked; those on disk do not."""
    artifact = draft.request().artifact
    if not artifact.packages:
        return None
    where = asked(draft) if any(map(_is_in_bucket, artifact.packages)) else None
    return artifact.packages, artifact.prediction_class, where


def _look(draft: Draft) -> dict[str, Any]:
    from ...artifacts.packages import inspect_package

    artifact = draft.request().artifact
    on_disk = [source for source in artifact.packages if not _is_in_bucket(source)]
    reports = tuple(inspect_package(source, artifact.prediction_class) for source in on_disk)
    return {"packages": reports + (_in_buckets(draft) if asked(draft) else ())}


def _is_in_bucket(source: str) -> bool:
    return source.startswith("gs://")


def _in_buckets(draft: Draft) -> tuple[PackageReport, ...]:
    artifact = draft.request().artifact
    sources = [source for source in artifact.packages if _is_in_bucket(source)]
    if not sources:
        return ()
    from ...platforms.storage import StorageClient

    with closing(StorageClient(session_of(draft))) as storage:
        return tuple(_stored(storage, source, artifact.prediction_class) for source in sources)


def _stored(storage: StorageClient, source: str, prediction_class: str) -> PackageReport:
    """What the platform may read is not always what this account may: that is no problem of the package."""
    from ...artifacts.packages import read_package
    from ...steps.staging import split_uri

    bucket, name = split_uri(source)
    try:
        found = storage.find_object(bucket, name) if bucket and name else None
        if found is None:
            return _missing(storage, source)
        if found.size > READ_AT_MOST:
            return PackageReport(source, unread=f"it has {found.size >> 20:,} MB, more than {READ_AT_MOST >> 20}")
        content = storage.read(bucket, name)
        return read_package(source, prediction_class, lambda _mode: BytesIO(content))
    except AccessDenied as error:
        return PackageReport(source, unread=error.summary.removesuffix("."))


def _missing(storage: StorageClient, source: str) -> PackageReport:
    """What to say of an object that is not there: the one beside it that is most like it, if there is one."""
    from ...artifacts.misplaced import name_like
    from ...steps.staging import split_uri

    directory, _, name = source.rpartition("/")
    bucket, prefix = split_uri(f"{directory}/")
    try:
        objects = islice(storage.objects(bucket, prefix), LISTED_AT_MOST) if bucket else ()
        beside = [each.name.removeprefix(prefix) for each in objects]
    except (AccessDenied, NotFound):
        beside = []
    like = name_like(name, beside)
    fix = f"Did you mean {directory}/{like}?" if like else f"Look: gcloud storage ls {directory}/"
    return PackageReport(source, "no object has this name", fix=fix, better=f"{directory}/{like}" if like else "")


PACKAGES = Lookup("packages", "framework", "artifact.packages", _about, _look, {"packages": None})
