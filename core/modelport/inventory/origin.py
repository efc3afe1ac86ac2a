"""A version's local files into a bucket, by the upload step of a deployment: for gcloud's `--staging-bucket`."""

import threading
from collections.abc import Iterator

from modelport import artifacts
from modelport.errors import Interrupted
from modelport.events import Event
from modelport.platforms.bodies import Body, deployment_uri, package_uris
from modelport.platforms.session import Session
from modelport.request import Artifact, Bucket, DeploymentRequest, Model, Target, Version
from modelport.steps import upload
from modelport.steps.context import Context, Stopped
from modelport.steps.order import is_local


def origin_request(session: Session, model: str, body: Body, bucket: str) -> DeploymentRequest:
    """The request whose upload brings the files of a Version resource into `gs://BUCKET/MODEL/VERSION/`."""
    packages = body.get("packageUris")
    return DeploymentRequest(
        target=Target(session.platform, session.project),
        bucket=Bucket(bucket),
        artifact=Artifact(
            str(body.get("deploymentUri") or ""),
            packages=tuple(map(str, packages)) if isinstance(packages, list) else (),
        ),
        model=Model(model),
        version=Version(str(body["name"])),
    )


def staged(request: DeploymentRequest, body: Body) -> Body:
    """The Version resource with the places in the bucket instead of the local ones."""
    places: Body = {"deploymentUri": deployment_uri(request), "packageUris": list(package_uris(request))}
    return body | {name: place for name, place in places.items() if place}


def stage(session: Session, request: DeploymentRequest, cancel: threading.Event) -> Iterator[Event]:
    """Uploads what is not there yet, as the upload step does; raises ArtifactError, PlatformError or Interrupted."""
    source = request.artifact.source
    report = artifacts.inspect(source) if is_local(source) else None
    context = Context(request, report, cancel, session)
    try:
        if upload.look(context) is None:
            yield from upload.do(context)
    except Stopped as stopped:
        raise Interrupted(
            "Stopped while uploading.",
            why=f"No version was created; {context.partly or 'nothing was uploaded'}.",
            fix="Run it again: what is there already is not sent twice.",
        ) from stopped
    finally:
        context.close()
