"""The version that answers where a request names none."""

from .context import Context, Outcome, Work


def look(context: Context) -> Outcome | None:
    """Whether it is the default already, as the first version of a model is by itself."""
    found = context.serving.find_version(context.request.version_path)
    if not (found and found.get("isDefault")):
        return None
    context.version = found
    return _outcome(context, "exists")


def do(context: Context) -> Work:
    """Makes it the default."""
    yield from ()
    context.version = context.serving.set_default(context.request.version_path)
    return _outcome(context, "created")


def _outcome(context: Context, word: str) -> Outcome:
    name = context.request.version.name
    return Outcome(
        word, "requests that name no version go to it", f"the version {name}, which serves and is the default"
    )
