"""What a picker of files shows: a directory on disk, the project's buckets, or a directory in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modelport.user_paths import expanded

from ..errors import ArtifactError
from .draft import Draft

SHOWN = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A place to go into or a file to take; `path` is what the field would hold, `size` in bytes."""

    path: str
    name: str
    is_directory: bool
    size: int = 0


def entries(place: str, draft: Draft) -> tuple[Entry, ...]:
    """What is in `place`, directories first; raises ModelportError where it can't be read."""
    if place.startswith("gs://"):
        return _in_bucket(place, draft)
    return _on_disk(expanded(place or "."))


def parent(place: str) -> str:
    """Where `place` lies; the root lies in itself."""
    if place.startswith("gs://"):
        above = place.removeprefix("gs://").rstrip("/").rpartition("/")[0]
        return f"gs://{above}/" if above else "gs://"
    return str(expanded(place or ".").resolve().parent)


def _on_disk(directory: Path) -> tuple[Entry, ...]:
    try:
        found = [_entry(path) for path, _ in zip(directory.iterdir(), range(SHOWN), strict=False)]
    except OSError as error:
        raise ArtifactError(f"Cannot open {directory}", why=error.strerror or "", fix="Choose another one.") from None
    return tuple(sorted(found, key=lambda entry: (not entry.is_directory, entry.name.startswith("."), entry.name)))


def _entry(path: Path) -> Entry:
    try:
        is_directory = path.is_dir()
        return Entry(str(path), path.name, is_directory, 0 if is_directory else path.stat().st_size)
    except OSError:
        return Entry(str(path), path.name, False)


def _in_bucket(place: str, draft: Draft) -> tuple[Entry, ...]:
    from ..platforms.session import open_session
    from ..platforms.storage import StorageClient

    request = draft.request()
    client = StorageClient(open_session(request.target, request.region_on_wire))
    bucket, _, prefix = place.removeprefix("gs://").partition("/")
    try:
        if not bucket:
            return tuple(Entry(f"gs://{b.name}/", f"{b.name}/", True) for b in client.buckets())
        prefix = f"{prefix.rstrip('/')}/" if prefix.strip("/") else ""
        objects = [(item.name, item.size) for item in client.objects(bucket, prefix)]
    finally:
        client.close()
    return _level(bucket, prefix, objects)


def _level(bucket: str, prefix: str, objects: list[tuple[str, int]]) -> tuple[Entry, ...]:
    """One level of a bucket: what comes before the next `/` is a directory."""
    found: dict[str, Entry] = {}
    for name, size in objects:
        head, slash, _ = name.removeprefix(prefix).partition("/")
        if head:
            found[head + slash] = Entry(f"gs://{bucket}/{prefix}{head}{slash}", head + slash, bool(slash), size)
    return tuple(sorted(found.values(), key=lambda entry: (not entry.is_directory, entry.name)))
