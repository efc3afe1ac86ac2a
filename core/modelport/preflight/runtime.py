"""Rules about framework, runtime, Python and custom code: R05–R12, R19, R20."""

from collections.abc import Iterator

from ..catalog import frameworks, limits, machines, regions, runtimes
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Finding, error


def check_runtime(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R19: the runtime exists and offers the Python."""
    version = request.version
    if version.container or not version.runtime_version:
        return
    runtime = runtimes.find(version.runtime_version)
    if runtime is None:
        yield error(
            "runtime.unknown",
            "version.runtime_version",
            f'There is no runtime version "{version.runtime_version}".',
            f"The newest is {runtimes.newest().version}; 2.1 and 2.10 are different ones.",
            ("version.runtime_version", runtimes.newest().version),
        )
    elif version.python_version and version.python_version not in runtime.python:
        yield error(
            "R19",
            "version.python_version",
            f"Runtime {runtime.version} has no Python {version.python_version}.",
            "Take " + " or ".join(runtime.python) + ".",
            ("version.python_version", runtime.python[-1]),
        )


def check_custom_code(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R05, R06, R10: packages and prediction classes need the global endpoint, a class needs packages."""
    artifact, version = request.artifact, request.version
    if artifact.prediction_class and artifact.framework:
        message = f"{artifact.prediction_class} serves by itself, which excludes the framework {artifact.framework}."
        fix = "Leave out the framework to serve with the class, or the class to serve with the framework."
        yield error("R05", "artifact.framework", message, fix)
    if artifact.prediction_class and not artifact.packages:
        yield error("R05", "artifact.packages", "A prediction class needs its package.", "Name its .tar.gz or .whl.")
    if artifact.prediction_class and not limits.is_valid_name("prediction_class", artifact.prediction_class):
        yield error(
            "class.form",
            "artifact.prediction_class",
            f'"{artifact.prediction_class}" is not a module and a class.',
            "Write it as my_code.Predictor.",
        )
    if (artifact.packages or artifact.prediction_class) and request.model.endpoint != regions.GLOBAL:
        yield error(
            "R06",
            "model.endpoint",
            "Custom code is served on the global endpoint only.",
            "Choose that one.",
            ("model.endpoint", regions.GLOBAL),
        )
    if version.service_account and not (artifact.prediction_class or version.container):
        yield error(
            "R10",
            "version.service_account",
            "A service account of its own needs a prediction class or a container.",
            "Leave it empty.",
            ("version.service_account", ""),
        )


def check_container(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R07, R09, R11: what a container needs and what it excludes."""
    version = request.version
    if version.routes and not version.container:
        yield error("R11", "version.routes", "Routes belong to a custom container.", "Leave them out.")
    if not version.container:
        return
    if request.model.endpoint != regions.REGIONAL:
        yield error(
            "R07",
            "model.endpoint",
            "Containers are served on regional endpoints only.",
            "Choose that one.",
            ("model.endpoint", regions.REGIONAL),
        )
    yield from _excluded(request)
    if request.target.platform == "local":
        yield error(
            "container.embedded",
            "version.container",
            "The embedded platform runs no containers.",
            "Deploy the model's files without the container, or take another target.",
        )
    if not version.container.image.startswith(f"{request.model.region}-docker.pkg.dev/"):
        yield error(
            "R09",
            "version.container",
            f"{version.container.image} is not in Artifact Registry in {request.model.region}, where the model is.",
            f"Push it there: {request.model.region}-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE.",
        )


def _excluded(request: DeploymentRequest) -> Iterator[Finding]:
    """What a container brings itself, and was given all the same."""
    version, artifact = request.version, request.artifact
    own: dict[str, str | tuple[str, ...]] = {
        "framework": artifact.framework,
        "runtime version": version.runtime_version,
        "Python version": version.python_version,
        "packages": artifact.packages,
        "prediction class": artifact.prediction_class,
    }
    if given := [f"{name} ({_shown(value)})" for name, value in own.items() if value]:
        yield error(
            "R07",
            "version.container",
            f"A container brings its own libraries, and excludes {', '.join(given)}.",
            "Leave that out, or the container.",
        )


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def check_container_machine(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R07: a container names its machine type."""
    if request.version.container and not request.version.machine_type:
        yield error(
            "R07",
            "version.machine_type",
            "A container needs a machine type, since it has no default.",
            "Choose an N1 machine.",
            ("version.machine_type", machines.default_for(regions.REGIONAL)),
        )


def check_explanation(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R20: explanations need TensorFlow on N1, and explanation_metadata.json beside the model."""
    if request.version.explanation is None:
        return
    if request.artifact.framework != frameworks.TENSORFLOW or request.model.endpoint != regions.REGIONAL:
        yield error(
            "R20",
            "version.explanation",
            "Only TensorFlow models on N1 machines are explained.",
            "Leave it out.",
        )
    elif seen.artifact and not any(file.path == "explanation_metadata.json" for file in seen.artifact.files):
        yield error(
            "R20",
            "version.explanation",
            "explanation_metadata.json is missing in the model's directory.",
            "Write it beside saved_model.pb.",
        )
