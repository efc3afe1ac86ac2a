"""The model's files in the bucket, byte for byte, and nothing else beside them."""

from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from modelport.errors import AlreadyExists, ArtifactError, PlatformError
from modelport.platforms.bodies import deployment_uri
from modelport.shell import words

from .context import Context, Outcome, Work
from .staging import Upload, uploads
from .stored import There, prefixes, stored, strangers
from .transfer import transfer, unreadable
from .version import failed


def look(context: Context) -> Outcome | None:
    """What is there already, compared by size and CRC32C; notes the rest as missing."""
    wanted = uploads(context.request, context.report)
    if not wanted:
        raise ArtifactError(
            "There is nothing to upload.",
            why="The artifact was not read, or holds no file.",
            fix="Look at the artifact.",
            command=words("modelport", "check", context.request.artifact.source),
        )
    _refuse_collisions(wanted)
    there = stored(context.storage, context.request, context.check)
    _refuse_strangers(context, wanted, there)
    context.missing = tuple(upload for upload in wanted if not _is_same(context, upload, there))
    context.generations = {uri: each.generation for uri, each in there.items()}
    if context.missing and any(upload.uri in there for upload in context.missing):
        _refuse_overwriting(context)
    if context.missing:
        return None
    return Outcome("checked", _count(len(wanted), "already there, with equal checksums"), _where(context))


def do(context: Context) -> Work:
    """Uploads what is missing, several files at once."""
    moved = yield from transfer(context, context.missing, context.generations)
    wanted = len(uploads(context.request, context.report))
    kept = wanted - len(context.missing)
    rest = f", the first {moved.kept:,} of them sent before" if moved.kept else ""
    detail = f"{_count(len(context.missing), f'{moved.total:,} bytes{rest}')}"
    return Outcome("created", detail + (f", {kept} already there" if kept else ""), _where(context))


def _is_same(context: Context, upload: Upload, there: There) -> bool:
    from modelport.platforms.reading import crc32c_of

    if upload.uri not in there:
        return False
    found, path = there[upload.uri], Path(upload.path)
    try:
        return path.stat().st_size == found.size and crc32c_of(path, context.check) == found.crc32c
    except OSError as error:
        raise unreadable(path, error) from error


def _refuse_collisions(wanted: tuple[Upload, ...]) -> None:
    paths = {upload.uri: upload.path for upload in wanted}
    for upload in wanted:
        if paths[upload.uri] != upload.path:
            raise ArtifactError(
                f"{upload.path} and {paths[upload.uri]} have the same name in the bucket.",
                why=f"Both would become {upload.uri}.",
                fix="Rename one of the two files.",
            )


def _refuse_strangers(context: Context, wanted: tuple[Upload, ...], there: There) -> None:
    """The platform loads a whole directory: a file of another model in it is never right."""
    found = strangers(wanted, there)
    if not found:
        return
    others = f" and {len(found) - 1} more" if len(found) > 1 else ""
    raise AlreadyExists(
        f"{deployment_uri(context.request)} holds files of another model.",
        why=f"The platform would load {found[0]}{others} with this one.",
        fix="Choose another version name, or remove what is there.",
        command=words("gcloud", "storage", "rm", "--recursive", deployment_uri(context.request)),
    )


def _refuse_overwriting(context: Context) -> None:
    """A version keeps serving the files that it was made from."""
    name, found = context.request.version.name, context.serving.find_version(context.request.version_path)
    if found is None:
        _refuse_to_take_from_elsewhere(context)
        return
    if found.get("state") == "FAILED":
        raise failed(context, found)
    raise AlreadyExists(
        f"The version {name} exists, and was made from other files.",
        why="A version serves a copy of the files it was made from; they cannot be replaced.",
        fix=f"Choose another version name (--version {name}_2); the old version stays until you delete it.",
    )


def _refuse_to_take_from_elsewhere(context: Context) -> None:
    """No endpoint is in the name of the directory: a version of this name elsewhere may have been made from it."""
    request = context.request
    if place := _endpoint_that_has_it(context):
        raise AlreadyExists(
            f"The version {request.version.name} of {request.model.name} on {place} was made from other files here.",
            why=f"Both would have their files in {deployment_uri(request)}.",
            fix=f"Choose another version name (--version {request.version.name}_2).",
        )


def _endpoint_that_has_it(context: Context) -> str:
    """Another endpoint with a version of this name, "" for none; one that can't be asked has none."""
    from modelport.inventory.connections import places
    from modelport.versions import connect

    request, session = context.request, context.session
    for place in places(session):
        context.check()
        if place != request.region_on_wire:
            with suppress(PlatformError), closing(connect(replace(session, region=place))) as serving:
                if serving.find_version(request.version_path):
                    return place
    return ""


def _count(count: int, rest: str) -> str:
    return f"{count} file{'' if count == 1 else 's'}, {rest}"


def _where(context: Context) -> str:
    count = len(uploads(context.request, context.report))
    return f"{count} file{'' if count == 1 else 's'} in {' and '.join(prefixes(context.request))}"
