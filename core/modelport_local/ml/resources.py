"""Model, Version and their parts as the discovery document of `ml` v1 has them."""

from typing import Literal

import msgspec

State = Literal["UNKNOWN", "READY", "CREATING", "FAILED", "DELETING", "UPDATING"]
FrameworkName = Literal["FRAMEWORK_UNSPECIFIED", "TENSORFLOW", "SCIKIT_LEARN", "XGBOOST", ""]


class Resource(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True):
    """A part of the API: immutable, camelCase on the wire, without what is not set."""


class MetricSpec(Resource, frozen=True):
    """An autoscaling target in whole percent."""

    name: Literal["METRIC_NAME_UNSPECIFIED", "CPU_USAGE", "GPU_DUTY_CYCLE"] = "METRIC_NAME_UNSPECIFIED"
    target: int | None = None


class AutoScaling(Resource, frozen=True):
    """Bounds on the number of nodes."""

    min_nodes: int | None = None
    max_nodes: int | None = None
    metrics: tuple[MetricSpec, ...] = ()


class ManualScaling(Resource, frozen=True):
    """A fixed number of nodes."""

    nodes: int | None = None


class AcceleratorConfig(Resource, frozen=True):
    """Accelerators per node; `count` is an int64, which JSON carries as text."""

    count: str = ""
    type: str = ""


class RequestLoggingConfig(Resource, frozen=True):
    """Where requests would be logged."""

    sampling_percentage: float | None = None
    bigquery_table_name: str = ""


class EnvVar(Resource, frozen=True):
    """An environment variable of a container."""

    name: str = ""
    value: str = ""


class ContainerPort(Resource, frozen=True):
    """A port of a container."""

    container_port: int = 0


class Container(Resource, frozen=True):
    """A custom container."""

    image: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    ports: tuple[ContainerPort, ...] = ()
    env: tuple[EnvVar, ...] = ()


class Routes(Resource, frozen=True):
    """Paths of a custom container."""

    predict: str = ""
    health: str = ""


class IntegralSteps(Resource, frozen=True):
    """Parameter of two explanation methods."""

    num_integral_steps: int | None = None


class Paths(Resource, frozen=True):
    """Parameter of sampled Shapley."""

    num_paths: int | None = None


class Explanation(Resource, frozen=True):
    """How predictions are explained: exactly one method."""

    integrated_gradients_attribution: IntegralSteps | None = None
    sampled_shapley_attribution: Paths | None = None
    xrai_attribution: IntegralSteps | None = None


class Version(Resource, frozen=True):
    """A version; the stored `name` is the short one."""

    name: str = ""
    description: str = ""
    is_default: bool = False
    deployment_uri: str = ""
    create_time: str = ""
    last_use_time: str = ""
    runtime_version: str = ""
    python_version: str = ""
    framework: FrameworkName = ""
    machine_type: str = ""
    state: State = "UNKNOWN"
    error_message: str = ""
    auto_scaling: AutoScaling | None = None
    manual_scaling: ManualScaling | None = None
    accelerator_config: AcceleratorConfig | None = None
    package_uris: tuple[str, ...] = ()
    prediction_class: str = ""
    service_account: str = ""
    container: Container | None = None
    routes: Routes | None = None
    explanation_config: Explanation | None = None
    request_logging_config: RequestLoggingConfig | None = None
    labels: dict[str, str] = {}
    etag: str = ""
    last_migration_time: str = ""
    last_migration_model_id: str = ""


class Model(Resource, frozen=True):
    """A model; the stored `name` is the short one, and `default_version` is filled in for each answer."""

    name: str = ""
    description: str = ""
    default_version: Version | None = None
    regions: tuple[str, ...] = ()
    online_prediction_logging: bool = False
    online_prediction_console_logging: bool = False
    labels: dict[str, str] = {}
    etag: str = ""
