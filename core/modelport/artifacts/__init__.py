"""Reading a trained model's files without executing any of them."""

from typing import TYPE_CHECKING

from .report import ArtifactFile, ArtifactProblem, ArtifactReport, Signature, Tensor
from .tree import ArtifactTree

__all__ = [
    "ArtifactFile",
    "ArtifactProblem",
    "ArtifactReport",
    "ArtifactTree",
    "Signature",
    "Tensor",
    "inspect",
    "inspect_tree",
]

if TYPE_CHECKING:
    from .inspection import inspect, inspect_tree
else:

    def __getattr__(name: str) -> object:
        """The readers of every format are imported by who reads, not by who wants a report's form."""
        if name not in ("inspect", "inspect_tree"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import inspection

        return getattr(inspection, name)
