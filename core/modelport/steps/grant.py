"""The platform's own service account may read a bucket of another project."""

from modelport.equivalents.agent import EVERYBODY, READER_ROLES, bucket_to_read, missing_roles
from modelport.errors import AccessDenied

from .context import Context, Outcome, Work


def look(context: Context) -> Outcome | None:
    """Whether it may already; one who may not see that leaves it to the version, which cannot be made without."""
    bucket, agent = bucket_to_read(context.request), context.serving.agent(context.request.parent)
    try:
        held = context.storage.roles(bucket, _member(agent), *EVERYBODY)
    except AccessDenied:
        return Outcome("unchecked", f"this account may not see who may read it: whether {agent} may shows later")
    return None if missing_roles(held) else _may_read(bucket, agent, "exists")


def do(context: Context) -> Work:
    """Adds the reading roles to the bucket's policy."""
    yield from ()
    bucket, agent = bucket_to_read(context.request), context.serving.agent(context.request.parent)
    is_new = context.storage.grant(bucket, _member(agent), READER_ROLES)
    return _may_read(bucket, agent, "created" if is_new else "exists")


def _member(agent: str) -> str:
    return f"serviceAccount:{agent}"


def _may_read(bucket: str, agent: str, word: str) -> Outcome:
    return Outcome(word, agent, f"gs://{bucket}, which {agent} may read")
