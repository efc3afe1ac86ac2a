"""What is different here from the platform that a version was written for, said in the version's log."""

import importlib.metadata
from collections.abc import Iterator

from modelport.catalog import runtimes

from ..nodes.scaling import CEILING
from .resources import Version

_DISTRIBUTIONS = {
    "SCIKIT_LEARN": ("scikit-learn",),
    "XGBOOST": ("xgboost", "xgboost-cpu"),
    "TENSORFLOW": ("tensorflow", "tensorflow-cpu"),
}


def differences(version: Version, framework: str) -> Iterator[str]:
    """One sentence per difference: library, number of nodes, accelerators."""
    runtime = runtimes.find(version.runtime_version)
    wanted, installed = runtime.library(framework) if runtime else "", _installed(framework)
    if wanted and installed and runtimes.minor(installed) != runtimes.minor(wanted):
        library = _DISTRIBUTIONS[framework][0]
        yield f"runtime {version.runtime_version} has {library} {wanted}; this platform serves with {installed}"
    manual = version.manual_scaling.nodes if version.manual_scaling else None
    least = version.auto_scaling.min_nodes if version.auto_scaling else None
    if max(manual or 0, least or 0) > CEILING:
        yield f"this platform starts at most {CEILING} nodes for a version"
    if version.accelerator_config:
        yield f"no {version.accelerator_config.type} here: the nodes compute on the processor"


def _installed(framework: str) -> str:
    for distribution in _DISTRIBUTIONS.get(framework, ()):
        try:
            return importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""
