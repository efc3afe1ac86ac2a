"""Reading a trained model's files without executing any of them."""

from .inspection import inspect, inspect_tree
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
