"""Instances that a deployed version would take, made from its files in the bucket."""

from contextlib import closing

from modelport import artifacts
from modelport.platforms.bucket_tree import BucketTree
from modelport.platforms.session import Session

from .rows import VersionRow


def sample_instances(session: Session, row: VersionRow) -> tuple[object, ...]:
    """What its model expects, or () where that is not known; raises ModelportError. Reads no whole object."""
    source = str(row.resource.get("deploymentUri", ""))
    if not source:
        return ()
    with closing(BucketTree(session, source)) as tree:
        return tuple(artifacts.inspect_tree(tree, source).sample_instances)
