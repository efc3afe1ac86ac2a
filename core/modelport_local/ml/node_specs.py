"""What a version's nodes are told: directories, framework, whether requests may share a run, memory."""

from pathlib import Path

from modelport.catalog import frameworks, machines
from modelport.catalog.pickle_imports import TRUST_LABEL

from ..nodes.spec import NodeSpec
from .packages import import_roots
from .resources import Version
from .staging import Staging

BATCHING_LABEL = "modelport-batching"
"""The label that, as `off`, lets every request have a run of its own, and as `on` vouches for an unknown model."""


def spec_for(version: Version, uid: str, framework: str, staging: Staging) -> NodeSpec:
    """The spec of a version whose files are staged; `framework` is "" where a pickle's class decides."""
    paths = [path for package in package_dirs(version, uid, staging) for path in import_roots(package)]
    return NodeSpec(
        model_dir=str(staging.model_dir(uid)),
        work_dir=str(staging.work_dir(uid)),
        framework=framework,
        prediction_class=version.prediction_class,
        python_path=tuple(map(str, paths)),
        batching=_batching(version),
        memory=_memory(version),
        caps_memory=not _reserves(version, framework),
        trusted=version.labels.get(TRUST_LABEL) == "yes",
    )


def package_dirs(version: Version, uid: str, staging: Staging) -> list[Path]:
    """Where each of the version's packages is unpacked."""
    return [staging.directory(uid) / "packages" / str(number) for number in range(len(version.package_uris))]


def _batching(version: Version) -> bool | None:
    """Custom code may look at rows together; else a label decides, or the model."""
    if version.package_uris:
        return False
    return {"on": True, "off": False}.get(version.labels.get(BATCHING_LABEL, ""))


def _memory(version: Version) -> int:
    """The memory of a machine in bytes."""
    machine = machines.find(version.machine_type)
    return int(machine.memory_gb * (1 << 30)) if machine else 0


def _reserves(version: Version, framework: str) -> bool:
    """Whether the code reserves more memory than it uses, as TensorFlow does and custom code may."""
    return framework == frameworks.TENSORFLOW or bool(version.package_uris)
