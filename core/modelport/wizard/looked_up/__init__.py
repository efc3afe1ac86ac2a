"""What the wizard finds out by looking, a file for each kind of place."""

from .buckets import BUCKETS, STORED
from .files import ARTIFACT
from .lookup import Facts, Lookup, reachable
from .models import MODELS, QUOTAS
from .packages import PACKAGES
from .platform import PLATFORM

__all__ = ["FILES", "LOOKUPS", "Facts", "Lookup", "reachable"]

FILES = (ARTIFACT.id, PACKAGES.id)
"""The lookups that read files, and ask no platform about the project."""
LOOKUPS: tuple[Lookup, ...] = (PLATFORM, ARTIFACT, PACKAGES, BUCKETS, MODELS, STORED, QUOTAS)
"""In the order in which their answers build on each other."""
