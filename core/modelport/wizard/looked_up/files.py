"""What the model's files say, read without executing any of it."""

from contextlib import closing
from typing import Any

from ..draft import Draft
from .lookup import Lookup, session_of, target


def _about_artifact(draft: Draft) -> object:
    source = draft.text("artifact.source")
    if source.startswith("gs://"):
        return (*target(draft), source) if draft.seen.platform else None
    return source or None


def _look_at_artifact(draft: Draft) -> dict[str, Any]:
    from ... import artifacts

    source = draft.text("artifact.source")
    if not source.startswith("gs://"):
        return {"artifact": artifacts.inspect(source)}
    from ...platforms.bucket_tree import BucketTree

    with closing(BucketTree(session_of(draft), source)) as tree:
        return {"artifact": artifacts.inspect_tree(tree, source)}


ARTIFACT = Lookup("artifact", "upload", "artifact.source", _about_artifact, _look_at_artifact, {"artifact": None})
