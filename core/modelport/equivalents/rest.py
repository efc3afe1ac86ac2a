"""Each step as `curl` command lines; the local target's use what `modelport local env` exports."""

import json
from urllib.parse import quote

from modelport.artifacts.report import ArtifactReport
from modelport.platforms.bodies import Json, model_body, version_body
from modelport.request import DeploymentRequest
from modelport.shell import START_PLATFORM, path, words
from modelport.steps import order
from modelport.steps.staging import Upload, uploads

from .agent import READER_ROLES, agent_variable, bucket_to_read
from .calls import curl, ml, storage

ADD_BINDINGS = """import json, sys
policy = json.load(sys.stdin) | {"version": 3}
added = [{"role": role, "members": ["serviceAccount:" + sys.argv[1]]} for role in sys.argv[2:]]
print(json.dumps(policy | {"bindings": policy.get("bindings", []) + added}))"""


def lines(step: str, request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, ...]:
    """The commands that do what the step does; none where an answer that they need is missing."""
    version, model = request.version.name, request.model.name
    match step:
        case order.PLATFORM:
            return START_PLATFORM
        case order.BUCKET if request.bucket.name:
            return (_bucket(request),)
        case order.GRANT if request.bucket.name:
            return _grant(request)
        case order.UPLOAD:
            return tuple(_upload(request, upload) for upload in uploads(request, report))
        case order.MODEL if model:
            return (_post(request, ml(request, f"{request.parent}/models"), dict(model_body(request))),)
        case order.VERSION if model and version:
            body = dict(version_body(request, report))
            return (_post(request, ml(request, f"{request.model_path}/versions"), body),)
        case order.WAIT if model and version:
            return (_wait(request),)
        case order.DEFAULT if model and version:
            return (_post(request, ml(request, f"{request.version_path}:setDefault"), {}),)
        case order.TEST if model and version and request.after.test_instances:
            body = {"instances": list(request.after.test_instances)}
            return (_post(request, ml(request, f"{request.version_path}:predict"), body),)
    return ()


def _post(request: DeploymentRequest, url: str, body: dict[str, Json]) -> str:
    """`url` stands in double quotes: all of it but the variables is percent-encoded."""
    data = words("--data-raw", json.dumps(body, ensure_ascii=False))
    return f'{curl(request)} -X POST -H "Content-Type: application/json" {data} "{url}"'


def _bucket(request: DeploymentRequest) -> str:
    owner = quote(request.bucket.project or request.target.project, safe="")
    body: dict[str, Json] = {"name": request.bucket.name, "location": request.bucket.location}
    return _post(request, storage(request, f"/storage/v1/b?project={owner}"), body)


def _grant(request: DeploymentRequest) -> tuple[str, ...]:
    bucket = bucket_to_read(request)
    url = storage(request, f"/storage/v1/b/{quote(bucket, safe='')}/iam")
    add = words("python3", "-c", ADD_BINDINGS) + ' "$agent" ' + words(*READER_ROLES)
    put = f'{curl(request)} -X PUT -H "Content-Type: application/json" --data-binary @- "{url}"'
    return (
        agent_variable(request),
        f'{curl(request)} "{url}?optionsRequestedPolicyVersion=3" | {add} | {put}',
    )


def _upload(request: DeploymentRequest, upload: Upload) -> str:
    where = f"/upload/storage/v1/b/{quote(upload.bucket, safe='')}/o?uploadType=media"
    url = storage(request, f"{where}&name={quote(upload.name, safe='')}")
    source = words("--globoff", "--upload-file", path(upload.path))
    return f'{curl(request)} -X POST -H "Content-Type: application/octet-stream" {source} "{url}"'


def _wait(request: DeploymentRequest) -> str:
    url = ml(request, request.version_path)
    return f'while {curl(request)} "{url}" | grep -Eq \'"state": *"(CREATING|UPDATING)"\'; do sleep 2; done'
