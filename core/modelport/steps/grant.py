"""The platform's own service account may read a bucket of another project."""

from modelport.equivalents.agent import READER_ROLES
from modelport.platforms.bodies import deployment_uri

from .context import Context, Outcome, Work
from .staging import split_uri


def look(context: Context) -> Outcome | None:
    """Nothing to see from outside: granting again adds nothing."""
    return None


def do(context: Context) -> Work:
    """Adds the reading roles to the bucket's policy."""
    yield from ()
    request = context.request
    bucket = split_uri(deployment_uri(request))[0] or request.bucket.name
    agent = context.serving.agent(request.parent)
    is_new = context.storage.grant(bucket, f"serviceAccount:{agent}", READER_ROLES)
    return Outcome("created" if is_new else "exists", agent, f"gs://{bucket}, which {agent} may read")
