"""Each step as Python with google-cloud-storage and google-api-python-client."""

from pprint import pformat

from modelport.artifacts.report import ArtifactReport
from modelport.platforms.bodies import Json, model_body, version_body
from modelport.platforms.endpoints import ml_url
from modelport.request import DeploymentRequest
from modelport.steps import order
from modelport.steps.staging import uploads

from .agent import READER_ROLES, bucket_to_read


def header(request: DeploymentRequest) -> tuple[str, ...]:
    """Imports, and the two clients that the steps use."""
    project, region = request.target.project, request.region_on_wire
    if request.target.platform != "local":
        return (
            "from google.cloud import storage",
            "from googleapiclient.discovery import build",
            "",
            f"cloud_storage = storage.Client(project={project!r})",
            _build(f"{{'api_endpoint': {ml_url('ai-platform', region)!r}}}"),
        )
    suffix = ml_url("local", region)
    endpoint = f"url + {suffix!r}" if suffix else "url"
    return (
        "import os",
        "",
        "from google.cloud import storage",
        "from googleapiclient.discovery import build",
        "",
        "url = os.environ['MODELPORT_URL']",
        f"cloud_storage = storage.Client(project={project!r}, client_options={{'api_endpoint': url}})",
        _build(f"{{'api_endpoint': {endpoint}}}"),
    )


def lines(step: str, request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, ...]:
    """The statements that do what the step does; none where an answer that they need is missing."""
    version, model = request.version.name, request.model.name
    match step:
        case order.PLATFORM:
            return ('# before: modelport local start --detach; eval "$(modelport local env)"',)
        case order.BUCKET if request.bucket.name:
            return (_bucket(request),)
        case order.GRANT if request.bucket.name:
            return _grant(request)
        case order.UPLOAD:
            return _upload(request, report)
        case order.MODEL if model:
            return (_call("projects().models().create", request.parent, literal(model_body(request))),)
        case order.VERSION if model and version:
            body = literal(version_body(request, report))
            return (_call("projects().models().versions().create", request.model_path, body),)
        case order.WAIT if model and version:
            return _wait(request)
        case order.DEFAULT if model and version:
            name = request.version_path
            return (f"ml.projects().models().versions().setDefault(name={name!r}).execute()",)
        case order.TEST if model and version and request.after.test_instances:
            body = f"{{'instances': {literal(list(request.after.test_instances))}}}"
            call = f"ml.projects().predict(name={request.version_path!r}, body={body}).execute()"
            return (f"print({call})",)
    return ()


def literal(value: Json) -> str:
    """A value of JSON as Python writes it."""
    return pformat(value, sort_dicts=False, width=90)


def _build(options: str) -> str:
    return f"ml = build('ml', 'v1', static_discovery=True, client_options={options})"


def _call(method: str, parent: str, body: str) -> str:
    aligned = body.replace("\n", "\n" + " " * len("    body="))
    return f"ml.{method}(\n    parent={parent!r},\n    body={aligned},\n).execute()"


def _bucket(request: DeploymentRequest) -> str:
    bucket = request.bucket
    owner = f", project={bucket.project!r}" if bucket.project else ""
    return f"cloud_storage.create_bucket({bucket.name!r}, location={bucket.location!r}{owner})"


def _grant(request: DeploymentRequest) -> tuple[str, ...]:
    bucket = bucket_to_read(request)
    added = ", ".join(f"{{'role': {role!r}, 'members': {{agent}}}}" for role in READER_ROLES)
    config = f"ml.projects().getConfig(name={request.parent!r}).execute()"
    return (
        f"agent = 'serviceAccount:' + {config}['serviceAccount']",
        f"foreign = cloud_storage.bucket({bucket!r})",
        "policy = foreign.get_iam_policy(requested_policy_version=3)",
        "policy.version = 3",
        f"policy.bindings += [{added}]",
        "foreign.set_iam_policy(policy)",
    )


def _upload(request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, ...]:
    return tuple(
        f"cloud_storage.bucket({file.bucket!r}).blob({file.name!r}).upload_from_filename({file.path!r})"
        for file in uploads(request, report)
    )


def _wait(request: DeploymentRequest) -> tuple[str, ...]:
    get = f"ml.projects().models().versions().get(name={request.version_path!r}).execute()"
    return (
        "import time",
        f"while (version := {get})['state'] in ('CREATING', 'UPDATING'):",
        "    time.sleep(2)",
        "assert version['state'] == 'READY', version.get('errorMessage')",
    )
