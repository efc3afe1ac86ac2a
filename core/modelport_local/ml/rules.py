"""What a version must satisfy to be created: the rules of the service's pages, over the catalogue's facts."""

from collections.abc import Iterator

from modelport.catalog import frameworks, limits, machines, regions, runtimes

from .errors import Violation
from .labels import label_violations
from .logging_rules import logging_violations
from .resources import Version
from .scaling_rules import scaling_violations

NAME_RULE = "The name should start with a letter and contain only letters, numbers and underscores, at most 128."


def violations(version: Version, region: str) -> list[Violation]:
    """Everything that is wrong with a version for the endpoint of `region`; `machine_type` is filled in already."""
    checks = (_name, _sources, _runtime, _machine, _custom_code, _accelerator, _explanation)
    found = [violation for check in checks for violation in check(version, region)]
    more = scaling_violations(version), logging_violations(version), label_violations("version", version.labels)
    return found + [violation for each in more for violation in each]


def endpoint_of(region: str) -> str:
    """The kind of endpoint: `global` or `regional`."""
    return regions.GLOBAL if region == regions.GLOBAL else regions.REGIONAL


def _field(name: str, description: str) -> Violation:
    return Violation(f"version.{name}", description)


def _name(version: Version, region: str) -> Iterator[Violation]:
    if not limits.is_valid_name("version", version.name):
        yield _field("name", NAME_RULE)


def _sources(version: Version, region: str) -> Iterator[Violation]:
    uri = version.deployment_uri
    if not uri:
        yield _field("deployment_uri", "The directory with the model is required, as gs://BUCKET/DIRECTORY/.")
    elif not limits.is_valid_name("gs_directory", uri):
        yield _field(
            "deployment_uri", f"{uri!r} is not a directory in a bucket: it must look like gs://BUCKET/DIRECTORY/."
        )
    for package in version.package_uris:
        if not limits.is_valid_name("package_uri", package):
            yield _field("package_uris", f"{package!r} must be gs://BUCKET/FILE.tar.gz (or .whl).")


def _runtime(version: Version, region: str) -> Iterator[Violation]:
    runtime = runtimes.find(version.runtime_version)
    if not version.runtime_version:
        yield _field("runtime_version", f"The runtime version is required, such as {runtimes.newest().version}.")
    elif runtime is None or version.python_version not in runtime.python:
        pythons = f" It has Python {' and '.join(runtime.python)}." if runtime else ""
        yield _field(
            "runtime_version" if runtime is None else "python_version",
            f"The runtime version '{version.runtime_version}' with the Python version '{version.python_version}' "
            f"is not supported or is deprecated.{pythons}",
        )


def _machine(version: Version, region: str) -> Iterator[Violation]:
    machine, endpoint = machines.find(version.machine_type), endpoint_of(region)
    if machine is None:
        names = ", ".join(m.name for m in machines.for_endpoint(endpoint)[:4])
        yield _field(
            "machine_type", f"{version.machine_type!r} is not a machine type of online prediction; use {names}, …."
        )
    elif machine.endpoint != endpoint:
        advice = "Create the model there, then the version."
        yield _field("machine_type", f"{machine.name} is only available on the {machine.endpoint} endpoint. {advice}")


def _custom_code(version: Version, region: str) -> Iterator[Violation]:
    if version.prediction_class and version.framework:
        yield _field("prediction_class", "Exactly one of prediction_class and framework may be given.")
    if version.prediction_class and not version.package_uris:
        yield _field("package_uris", "A prediction class needs the package that holds it.")
    if version.prediction_class and not limits.is_valid_name("prediction_class", version.prediction_class):
        yield _field("prediction_class", f"{version.prediction_class!r} must look like module.Class.")
    if version.package_uris and version.framework not in ("", frameworks.SCIKIT_LEARN):
        yield _field("package_uris", "Custom code goes with SCIKIT_LEARN or a prediction class only.")
    if (version.package_uris or version.prediction_class) and region != regions.GLOBAL:
        yield _field("package_uris", "Custom code needs an mls1 machine, which only the global endpoint has.")
    if version.service_account and not version.prediction_class:
        yield _field("service_account", "A service account goes with a prediction class or a container only.")
    if version.routes is not None:
        yield _field("routes", "Routes go with a container only.")


def _accelerator(version: Version, region: str) -> Iterator[Violation]:
    config = version.accelerator_config
    if config is None:
        return
    machine = machines.find(version.machine_type)
    if machine is None or machine.family != "N1" or version.framework not in ("", frameworks.TENSORFLOW):
        yield _field("accelerator_config", "Accelerators need an N1 machine and framework TENSORFLOW.")
        return
    allowed = machine.accelerator_counts.get(config.type, ())
    if not config.count.isdecimal() or int(config.count) not in allowed:
        counts = ", ".join(map(str, allowed)) or "none"
        yield _field(
            "accelerator_config",
            f"{config.count or 'no'} x {config.type!r} cannot be attached to {machine.name}; counts allowed: {counts}.",
        )


def _explanation(version: Version, region: str) -> Iterator[Violation]:
    config = version.explanation_config
    if config is None:
        return
    methods = (config.integrated_gradients_attribution, config.sampled_shapley_attribution, config.xrai_attribution)
    if sum(method is not None for method in methods) != 1:
        yield _field("explanation_config", "Exactly one method of explanation must be given.")
    if version.machine_type.startswith("mls1"):
        yield _field("explanation_config", f"Unsupported machine type '{version.machine_type}' for model explanation.")
    if version.framework not in ("", frameworks.TENSORFLOW):
        yield _field("explanation_config", "Explanations need framework TENSORFLOW.")
