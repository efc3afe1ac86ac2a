"""The embedded platform runs."""

from modelport.platforms.local import LocalPlatform

from .context import Context, Outcome, Work


def look(context: Context) -> Outcome | None:
    """Whether it answers, or a session was given."""
    if context.given_session is not None:
        return Outcome("exists", context.given_session.storage_url)
    status = LocalPlatform().status()
    return Outcome("exists", status.url) if status.running else None


def do(context: Context) -> Work:
    """Starts it; it goes on after the run, since the model is served there."""
    yield from ()
    status = LocalPlatform().start()
    return Outcome("started", status.url, f"the embedded platform at {status.url}")
