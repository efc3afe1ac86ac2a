"""The paths of a request that lie on this machine, and what they are meant from."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from .artifacts.addresses import is_address
from .request import DeploymentRequest
from .steps.order import is_local
from .user_paths import expanded


def beside(path: str, directory: Path) -> str:
    """A path that is meant from `directory`; what lies in a bucket or elsewhere, or is no answer, stays as it is."""
    if not _is_path(path):
        return path
    return str(directory / expanded(path))


def absolute(path: str, directory: Path) -> str:
    """The same path from the root on."""
    place = Path(beside(path, directory))
    return str(place.resolve() if ".." in place.parts else place.absolute()) if _is_path(path) else path


def real(path: str, directory: Path) -> str:
    """The same path, however links lead there."""
    return str(Path(beside(path, directory)).resolve()) if _is_path(path) else path


def _is_path(path: str) -> bool:
    return is_local(path) and not is_address(path)


def placed(
    request: DeploymentRequest, directory: Path, place: Callable[[str, Path], str] = absolute
) -> DeploymentRequest:
    """The request with the paths of the model and of its packages as `place` gives them."""
    artifact = request.artifact
    packages = tuple(place(package, directory) for package in artifact.packages)
    changed = msgspec.structs.replace(artifact, source=place(artifact.source, directory), packages=packages)
    return msgspec.structs.replace(request, artifact=changed)
