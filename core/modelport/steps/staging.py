"""Which file of this machine becomes which object of the bucket."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from modelport.platforms.bodies import deployment_uri, package_uris
from modelport.request import DeploymentRequest

if TYPE_CHECKING:
    from modelport.artifacts.report import ArtifactReport


@dataclass(frozen=True, slots=True)
class Upload:
    """A local file, and the object (`gs://BUCKET/NAME`) that it becomes."""

    path: str
    uri: str

    @property
    def bucket(self) -> str:
        """The object's bucket."""
        return split_uri(self.uri)[0]

    @property
    def name(self) -> str:
        """The object's name in its bucket."""
        return split_uri(self.uri)[1]


def split_uri(uri: str) -> tuple[str, str]:
    """`gs://BUCKET/NAME` as (bucket, name); the name may be empty."""
    bucket, _, name = uri.removeprefix("gs://").partition("/")
    return bucket, name


def uploads(request: DeploymentRequest, report: "ArtifactReport | None") -> tuple[Upload, ...]:
    """The model's files and the packages, as far as known; nothing of what is in a bucket already."""
    return (*model_uploads(request, report), *package_uploads(request))


def model_uploads(request: DeploymentRequest, report: "ArtifactReport | None") -> tuple[Upload, ...]:
    """The artifact's files, under the names that the platform looks for."""
    target = deployment_uri(request)
    if report is None or not target or request.artifact.source.startswith("gs://"):
        return ()
    names = report.object_names(has_own_loader=request.has_own_loader)
    return tuple(Upload(str(PurePath(report.root) / path), target + name) for path, name in names.items())


def package_uploads(request: DeploymentRequest) -> tuple[Upload, ...]:
    """The local packages of custom code."""
    local = [package for package in request.artifact.packages if not package.startswith("gs://")]
    uris = [uri for uri in package_uris(request) if uri not in request.artifact.packages]
    return tuple(Upload(path, uri) for path, uri in zip(local, uris, strict=False))


def reads_whole_directory(request: DeploymentRequest, report: "ArtifactReport") -> bool:
    """Whether the artifact is a directory that is uploaded as it is, under the names it has."""
    names = report.object_names(has_own_loader=request.has_own_loader)
    return len(names) > 1 and all(path == name for path, name in names.items())
