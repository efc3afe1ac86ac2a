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
        yield error("R05", "artifact.framework", "A prediction class and a framework exclude each other.", "Drop one.")
    if artifact.prediction_class and not artifact.packages:
        yield error("R05", "artifact.packages", "A prediction class needs its package.", "Name the .tar.gz of it.")
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
    version, artifact = request.version, request.artifact
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
    own = (version.runtime_version, version.python_version, artifact.framework, artifact.packages)
    if any(own) or artifact.prediction_class:
        yield error(
            "R07",
            "version.container",
            "A container excludes framework, runtime version, Python version, packages and prediction class.",
            "Leave those out.",
        )
    if not version.container.image.startswith(f"{request.model.region}-docker.pkg.dev/"):
        yield error(
            "R09",
            "version.container",
            "The image must come from Artifact Registry in the model's region.",
            f"Use {request.model.region}-docker.pkg.dev/…",
        )


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
    if seen.artifact and not any(file.path == "explanation_metadata.json" for file in seen.artifact.files):
        yield error(
            "R20",
            "version.explanation",
            "explanation_metadata.json is missing in the model's directory.",
            "Write it beside saved_model.pb.",
        )
