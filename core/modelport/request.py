"""The one request object: what to deploy, where, and how. The wizard builds it, a YAML file holds it, a plan runs it.

A text that is empty means "not answered". Names follow the platform's own (discovery document of `ml` v1).
"""

from typing import Any, Literal

import msgspec

PlatformName = Literal["local", "ai-platform"]
EndpointKind = Literal["regional", "global"]
FrameworkName = Literal["", "TENSORFLOW", "SCIKIT_LEARN", "XGBOOST"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a request: immutable, and strict about its keys."""


class Target(Part, frozen=True):
    """Which platform serves the model, and in which project."""

    platform: PlatformName = "local"
    project: str = ""


class Bucket(Part, frozen=True):
    """The bucket that holds the model's files; `project` is its owner where that is another one."""

    name: str = ""
    location: str = "us-central1"
    project: str = ""


class Artifact(Part, frozen=True):
    """The trained model: a file, a directory or `gs://…`; with custom code, its packages and class.

    `trust_pickle` loads a pickle that would run something dangerous.
    """

    source: str = ""
    framework: FrameworkName = ""
    packages: tuple[str, ...] = ()
    prediction_class: str = ""
    trust_pickle: bool = False


class Model(Part, frozen=True):
    """The model resource, which groups versions and lives on one endpoint."""

    name: str = ""
    endpoint: EndpointKind = "regional"
    region: str = "us-central1"
    description: str = ""
    labels: dict[str, str] = {}
    access_logging: bool = False
    console_logging: bool = False


class Accelerator(Part, frozen=True):
    """Accelerators of one type, `count` on each node."""

    type: str
    count: int = 1


class Container(Part, frozen=True):
    """A custom container."""

    image: str
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env: dict[str, str] = {}
    port: int = 8080


class Routes(Part, frozen=True):
    """HTTP paths of a custom container."""

    predict: str = ""
    health: str = ""


class Explanation(Part, frozen=True):
    """How predictions are explained."""

    method: Literal["sampled-shapley", "integrated-gradients", "xrai"]
    paths: int = 10


class Version(Part, frozen=True):
    """The version resource: what runs on each node."""

    name: str = ""
    description: str = ""
    labels: dict[str, str] = {}
    runtime_version: str = ""
    python_version: str = ""
    machine_type: str = ""
    accelerator: Accelerator | None = None
    service_account: str = ""
    container: Container | None = None
    routes: Routes | None = None
    explanation: Explanation | None = None


class Scaling(Part, frozen=True):
    """`auto` between min_nodes and max_nodes (targets in whole percent), or `manual` with a fixed number."""

    mode: Literal["auto", "manual"] = "auto"
    min_nodes: int | None = None
    max_nodes: int | None = None
    nodes: int | None = None
    targets: dict[Literal["CPU_USAGE", "GPU_DUTY_CYCLE"], int] = {}


class After(Part, frozen=True):
    """What happens once the version is ready."""

    set_default: bool = True
    test_instances: tuple[Any, ...] = ()
    batch_prediction: bool = False


class DeploymentRequest(Part, frozen=True):
    """Everything that a deployment needs to know."""

    target: Target = Target()
    bucket: Bucket = Bucket()
    artifact: Artifact = Artifact()
    model: Model = Model()
    version: Version = Version()
    scaling: Scaling = Scaling()
    after: After = After()

    @property
    def region_on_wire(self) -> str:
        """The region that chooses the endpoint's host: `global`, or the model's region."""
        return "global" if self.model.endpoint == "global" else self.model.region

    @property
    def has_own_loader(self) -> bool:
        """Whether a prediction class or a container loads the files, and not the platform."""
        return bool(self.artifact.prediction_class) or self.version.container is not None

    @property
    def parent(self) -> str:
        """`projects/P`."""
        return f"projects/{self.target.project}"

    @property
    def model_path(self) -> str:
        """`projects/P/models/M`."""
        return f"{self.parent}/models/{self.model.name}"

    @property
    def version_path(self) -> str:
        """`projects/P/models/M/versions/V`."""
        return f"{self.model_path}/versions/{self.version.name}"

    @property
    def deployment_uri(self) -> str:
        """The version's own directory in the bucket; an artifact that is already in a bucket stays where it is."""
        if self.artifact.source.startswith("gs://"):
            return self.artifact.source.rstrip("/") + "/"
        return f"gs://{self.bucket.name}/{self.model.name}/{self.version.name}/"


def schema() -> dict[str, Any]:
    """The JSON Schema of a request."""
    return msgspec.json.schema(DeploymentRequest)
