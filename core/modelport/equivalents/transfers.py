"""What an upload copies, and the `gcloud` or `gsutil` command line that copies it."""

from dataclasses import dataclass
from pathlib import PurePath

from modelport.artifacts.report import ArtifactReport
from modelport.platforms.bodies import deployment_uri
from modelport.request import DeploymentRequest
from modelport.shell import path, words
from modelport.steps.staging import model_uploads, package_uploads, reads_whole_directory

PATTERN = frozenset("*?[]")
"""Both tools take a path with one of these for a pattern, quoted or not."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file or directory of this machine, and the `gs://` address that it goes to."""

    source: str
    uri: str
    is_directory: bool = False


def transfers(request: DeploymentRequest, report: ArtifactReport | None) -> tuple[Transfer, ...]:
    """Everything that the upload copies, as far as known."""
    packages = (Transfer(upload.path, upload.uri) for upload in package_uploads(request))
    return (*_of_model(request, report), *packages)


def _of_model(request: DeploymentRequest, report: ArtifactReport | None) -> tuple[Transfer, ...]:
    source, target = request.artifact.source, deployment_uri(request)
    if not source or not target or source.startswith("gs://"):
        return ()
    if report is None:
        return (Transfer(source, target, is_directory=not PurePath(source).suffix),)
    if reads_whole_directory(request, report):
        return (Transfer(report.root, target, is_directory=True),)
    return tuple(Transfer(upload.path, upload.uri) for upload in model_uploads(request, report))


def command(transfer: Transfer, copy: tuple[str, ...], mirror: tuple[str, ...]) -> str:
    """`copy` takes a file to an address, `mirror` a directory; a path that reads as a pattern is kept from both."""
    name, is_pattern = path(transfer.source), not PATTERN.isdisjoint(transfer.source)
    if transfer.is_directory:
        to_bucket = transfer.uri.rstrip("/")
        inside = f"(cd {words(name)} && {words(*mirror, '.', to_bucket)})"
        return inside if is_pattern else words(*mirror, name, to_bucket)
    if is_pattern:
        return f"{words(*copy, '-', transfer.uri)} < {words(name)}"
    return words(*copy, name, transfer.uri)
