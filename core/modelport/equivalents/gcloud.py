"""Each step as a `gcloud` command line."""

from modelport.artifacts.report import ArtifactReport
from modelport.catalog import frameworks, machines
from modelport.platforms.bodies import deployment_uri, framework, package_uris, version_labels
from modelport.request import DeploymentRequest
from modelport.shell import START_PLATFORM, flag, listed, mapped, words
from modelport.steps import order

from . import transfers
from .agent import READER_ROLES, agent_variable, bucket_to_read
from .calls import instances

COPY, MIRROR = ("gcloud", "storage", "cp"), ("gcloud", "storage", "rsync", "--recursive")


def lines(step: str, request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, ...]:
    """The commands that do what the step does; none where an answer that they need is missing."""
    match step:
        case order.PLATFORM:
            return START_PLATFORM
        case order.BUCKET:
            return _bucket(request)
        case order.GRANT:
            return _grant(request)
        case order.UPLOAD:
            return tuple(transfers.command(each, COPY, MIRROR) for each in transfers.transfers(request, report))
        case order.MODEL:
            return _model(request)
        case order.VERSION:
            return _version(request, report)
        case order.WAIT:
            return _of_version("describe", request)
        case order.DEFAULT:
            return _of_version("set-default", request)
        case order.TEST:
            return _test(request)
    return ()


def _project(request: DeploymentRequest) -> str:
    return flag("project", request.target.project)


def _region(request: DeploymentRequest) -> str:
    return flag("region", request.region_on_wire)


def _bucket(request: DeploymentRequest) -> tuple[str, ...]:
    bucket = request.bucket
    if not bucket.name:
        return ()
    owner = flag("project", bucket.project or request.target.project)
    create = ("gcloud", "storage", "buckets", "create", f"gs://{bucket.name}")
    return (words(*create, flag("location", bucket.location), owner),)


def _grant(request: DeploymentRequest) -> tuple[str, ...]:
    bucket = bucket_to_read(request)
    if not bucket:
        return ()
    add = words("gcloud", "storage", "buckets", "add-iam-policy-binding", f"gs://{bucket}")
    grants = tuple(f'{add} --member="serviceAccount:$agent" --role={role}' for role in READER_ROLES)
    return (agent_variable(request), *grants)


def _model(request: DeploymentRequest) -> tuple[str, ...]:
    model = request.model
    if not model.name:
        return ()
    where = "regions" if model.endpoint == "global" else "region"
    parts = (
        *_group("models", "create", is_beta=model.console_logging),
        model.name,
        flag(where, model.region),
        _project(request),
        flag("description", model.description),
        flag("labels", mapped(model.labels)),
        "--enable-logging" if model.access_logging else "",
        "--enable-console-logging" if model.console_logging else "",
    )
    return (words(*parts),)


def _group(noun: str, verb: str, *, is_beta: bool) -> tuple[str, ...]:
    return ("gcloud", *(("beta",) if is_beta else ()), "ai-platform", noun, verb)


def _of_version(verb: str, request: DeploymentRequest) -> tuple[str, ...]:
    version, model = request.version.name, request.model.name
    if not (version and model):
        return ()
    parts = (*_group("versions", verb, is_beta=False), version, flag("model", model))
    return (words(*parts, _region(request), _project(request)),)


def _version(request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, ...]:
    if not (request.version.name and request.model.name):
        return ()
    version, beta = request.version, _beta_flags(request)
    known = frameworks.find(framework(request, report))
    parts = (
        *_group("versions", "create", is_beta=any(beta)),
        version.name,
        flag("model", request.model.name),
        _region(request),
        _project(request),
        flag("origin", deployment_uri(request, report)),
        flag("framework", known.gcloud if known else ""),
        flag("runtime-version", version.runtime_version),
        flag("python-version", version.python_version),
        flag("machine-type", version.machine_type),
        *_hardware_flags(request),
        flag("description", version.description),
        flag("labels", mapped(version_labels(request))),
        *beta,
    )
    return (words(*parts) + _manual_scaling(request),)


def _hardware_flags(request: DeploymentRequest) -> tuple[str, ...]:
    scaling, accelerator = request.scaling, request.version.accelerator
    found = machines.find_accelerator(accelerator.type) if accelerator else None
    chosen = f"type={found.gcloud},count={accelerator.count}" if accelerator and found else ""
    if scaling.mode == "manual":
        return (flag("accelerator", chosen),)
    targets = {name.lower().replace("_", "-"): str(target) for name, target in scaling.targets.items()}
    return (
        flag("accelerator", chosen),
        flag("min-nodes", scaling.min_nodes),
        flag("max-nodes", scaling.max_nodes),
        flag("metric-targets", mapped(targets)),
    )


def _manual_scaling(request: DeploymentRequest) -> str:
    """gcloud has no flag for it, only a key of its YAML file."""
    if request.scaling.mode != "manual" or request.scaling.nodes is None:
        return ""
    return f" --config=<(echo 'manualScaling: {{nodes: {request.scaling.nodes}}}')"


def _beta_flags(request: DeploymentRequest) -> tuple[str, ...]:
    version, artifact = request.version, request.artifact
    return (
        flag("package-uris", listed(package_uris(request))),
        flag("prediction-class", artifact.prediction_class),
        flag("service-account", version.service_account),
        *_container_flags(request),
        *_explanation_flags(request),
    )


def _container_flags(request: DeploymentRequest) -> tuple[str, ...]:
    container, routes = request.version.container, request.version.routes
    if container is None:
        return ()
    return (
        flag("image", container.image),
        flag("command", listed(container.command)),
        flag("args", listed(container.args)),
        flag("env-vars", mapped(container.env)),
        flag("ports", container.port),
        flag("predict-route", routes.predict if routes else ""),
        flag("health-route", routes.health if routes else ""),
    )


def _explanation_flags(request: DeploymentRequest) -> tuple[str, ...]:
    explanation = request.version.explanation
    if explanation is None:
        return ()
    count = "num-paths" if explanation.method == "sampled-shapley" else "num-integral-steps"
    return (flag("explanation-method", explanation.method), flag(count, explanation.paths))


def _test(request: DeploymentRequest) -> tuple[str, ...]:
    model, version = request.model.name, request.version.name
    if not (model and version and request.after.test_instances):
        return ()
    predict = words(
        *("gcloud", "ai-platform", "predict", flag("model", model), flag("version", version)),
        *(_region(request), _project(request), "--json-instances=-"),
    )
    return (f"{instances(request)} | {predict}",)
