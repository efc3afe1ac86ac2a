"""The bucket for the model's files."""

from modelport.errors import AccessDenied, AlreadyExists, PlatformError

from .context import Context, Outcome, Work


def look(context: Context) -> Outcome | None:
    """The bucket, if the project has it; raises AlreadyExists where it is somebody else's."""
    name = context.request.bucket.name
    try:
        found = context.storage.find_bucket(name)
    except AccessDenied as error:
        raise _taken(name, f"It exists, and this account may not look into it. {error.why}", error.raw) from error
    if found is None:
        return None
    if not _is_owned(context):
        raise _taken(name, f"It exists in the project with the number {found.project_number}.")
    return Outcome("exists", f"in {found.location.lower()}", f"gs://{name}")


def do(context: Context) -> Work:
    """Creates it."""
    yield from ()
    bucket = context.request.bucket
    try:
        made = context.storage.create_bucket(bucket.name, bucket.location, bucket.project)
    except AlreadyExists as error:
        raise _taken(bucket.name, error.why, error.raw) from error
    return Outcome("created", f"in {made.location.lower()}", f"gs://{bucket.name}")


def _is_owned(context: Context) -> bool:
    bucket = context.request.bucket
    try:
        owned = context.storage.buckets(bucket.project, prefix=bucket.name)
        return any(each.name == bucket.name for each in owned)
    except AccessDenied:
        return True


def _taken(name: str, why: str, raw: str = "") -> PlatformError:
    return AlreadyExists(
        f"The bucket name {name} is taken by another project.",
        why=f"{why} Bucket names are unique over all projects.",
        fix=f"Choose another name (--bucket {name}-2); or, where the bucket is one that you may use, name the project "
        "that owns it (--bucket-project).",
        raw=raw,
    )
