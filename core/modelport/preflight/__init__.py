"""Preflight: a request and what was seen → findings. A rule lives here once, whoever asks."""

from collections.abc import Callable, Iterator

from ..request import DeploymentRequest
from ..seen import Seen
from . import (
    artifact,
    embedded,
    endpoints,
    existing,
    instances,
    libraries,
    names,
    packages,
    quotas,
    runtime,
    scaling,
    service_account,
)
from .findings import Finding, Severity

__all__ = ["Finding", "Severity", "check"]

Rule = Callable[[DeploymentRequest, Seen], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    endpoints.check_service,
    endpoints.check_credentials,
    names.check_names,
    names.check_labels,
    existing.check_version_is_new,
    existing.check_version_can_be_that,
    names.check_place_is_free,
    names.check_model_stays,
    endpoints.check_bucket,
    endpoints.check_foreign_bucket,
    artifact.check_artifact,
    artifact.check_number,
    embedded.check_installed,
    endpoints.check_region,
    endpoints.check_elsewhere,
    quotas.check_quotas,
    endpoints.check_console_logging,
    artifact.check_framework,
    artifact.check_probabilities,
    runtime.check_runtime,
    libraries.check_libraries,
    runtime.check_custom_code,
    packages.check_packages,
    runtime.check_container,
    runtime.check_container_machine,
    service_account.check_service_account,
    runtime.check_explanation,
    endpoints.check_machine_family,
    scaling.check_accelerator,
    artifact.check_size,
    artifact.check_memory,
    scaling.check_nodes,
    scaling.check_targets,
    scaling.check_node_advice,
    endpoints.check_batch,
    instances.check_instances,
)


def check(request: DeploymentRequest, seen: Seen) -> tuple[Finding, ...]:
    """Every finding, in the order of the wizard's steps; answers that are missing are not findings."""
    return tuple(finding for rule in RULES for finding in rule(request, seen))
