"""The JSON of `models.create` and `versions.create`, made from a request; an unanswered part is left out."""

from typing import TypeAlias

from modelport.artifacts.report import ArtifactReport
from modelport.catalog.pickle_imports import TRUST_LABEL
from modelport.request import Container, DeploymentRequest, Explanation, Scaling

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Body: TypeAlias = dict[str, Json]


def model_body(request: DeploymentRequest) -> Body:
    """The Model resource to create; `regions` holds exactly one name on either kind of endpoint."""
    model = request.model
    return _answered(
        {
            "name": model.name,
            "regions": [model.region] if model.region else [],
            "description": model.description,
            "labels": dict(model.labels),
            "onlinePredictionLogging": model.access_logging or None,
            "onlinePredictionConsoleLogging": model.console_logging or None,
        }
    )


def version_body(request: DeploymentRequest, report: ArtifactReport | None = None) -> Body:
    """The Version resource to create; the framework that was detected counts where none was chosen."""
    version = request.version
    body: Body = {
        "name": version.name,
        "description": version.description,
        "labels": {**version_labels(request)},
        "deploymentUri": deployment_uri(request, report),
        "runtimeVersion": version.runtime_version,
        "pythonVersion": version.python_version,
        "framework": framework(request, report),
        "machineType": version.machine_type,
        "packageUris": list(package_uris(request)),
        "predictionClass": request.artifact.prediction_class,
        "serviceAccount": version.service_account,
    }
    if version.accelerator:
        body["acceleratorConfig"] = {
            "type": version.accelerator.type,
            "count": str(version.accelerator.count),
        }
    if version.container:
        body["container"] = _container(version.container)
    if version.routes:
        body["routes"] = _answered({"predict": version.routes.predict, "health": version.routes.health})
    if version.explanation:
        body["explanationConfig"] = _explanation(version.explanation)
    return _answered(body | _scaling(request.scaling))


def version_labels(request: DeploymentRequest) -> dict[str, str]:
    """The version's labels, with the one that lets the embedded platform load a pickle that would run something."""
    return {**request.version.labels, **({TRUST_LABEL: "yes"} if request.artifact.trust_pickle else {})}


def framework(request: DeploymentRequest, report: ArtifactReport | None) -> str:
    """The framework in the API's words; "" with custom code that has its own class, or a container."""
    if request.artifact.prediction_class or request.version.container:
        return ""
    return request.artifact.framework or (report.framework if report else "")


def deployment_uri(request: DeploymentRequest, report: ArtifactReport | None = None) -> str:
    """The model's directory in the bucket, or "" as long as too little is known to name it.

    Of an artifact in a bucket, it is the directory that the report found to hold the model.
    """
    if not request.artifact.source:
        return ""
    if request.artifact.source.startswith("gs://"):
        is_found = report is not None and report.root.startswith("gs://")
        return report.root.rstrip("/") + "/" if report and is_found else request.deployment_uri
    named = request.bucket.name and request.model.name and request.version.name
    return request.deployment_uri if named else ""


def packages_uri(request: DeploymentRequest) -> str:
    """Where local packages of custom code go: beside the version's directory, never in it."""
    return f"gs://{request.bucket.name}/{request.model.name}/{request.version.name}-packages/"


def package_uris(request: DeploymentRequest) -> tuple[str, ...]:
    """Each package where the platform will find it; local ones once the bucket and the names are known."""
    return tuple(filter(None, (_package_uri(request, package) for package in request.artifact.packages)))


def _package_uri(request: DeploymentRequest, package: str) -> str:
    if package.startswith("gs://"):
        return package
    if not (request.bucket.name and request.model.name and request.version.name):
        return ""
    return packages_uri(request) + package.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _container(container: Container) -> Body:
    return _answered(
        {
            "image": container.image,
            "command": list(container.command),
            "args": list(container.args),
            "env": [{"name": name, "value": value} for name, value in container.env.items()],
            "ports": [{"containerPort": container.port}],
        }
    )


def _explanation(explanation: Explanation) -> Body:
    match explanation.method:
        case "sampled-shapley":
            return {"sampledShapleyAttribution": {"numPaths": explanation.paths}}
        case "integrated-gradients":
            return {"integratedGradientsAttribution": {"numIntegralSteps": explanation.paths}}
        case "xrai":
            return {"xraiAttribution": {"numIntegralSteps": explanation.paths}}


def _scaling(scaling: Scaling) -> Body:
    if scaling.mode == "manual":
        return {} if scaling.nodes is None else {"manualScaling": {"nodes": scaling.nodes}}
    metrics: list[Json] = [{"name": name, "target": target} for name, target in scaling.targets.items()]
    auto = _answered({"minNodes": scaling.min_nodes, "maxNodes": scaling.max_nodes, "metrics": metrics})
    return {"autoScaling": auto} if auto else {}


def _answered(body: Body) -> Body:
    """Without the parts that nobody answered; 0 and False are answers."""
    return {key: value for key, value in body.items() if value not in (None, "", [], {})}
