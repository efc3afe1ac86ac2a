"""Rules about a version that is there already: what it stays as, and what the deployment changes about it."""

import re
from collections.abc import Iterator

from ..inventory.changes import refusal_to_update
from ..inventory.rows import version_row
from ..platforms.bodies import version_body
from ..request import DeploymentRequest
from ..seen import Seen
from ..steps import existing
from .findings import Apply, Finding, error, warning

_TRIED = 1000
_NAME = "version.name"
# The platform's name of a setting → its field, where the version's own value can be put.
_FIELDS = {
    "machineType": "version.machine_type",
    "runtimeVersion": "version.runtime_version",
    "pythonVersion": "version.python_version",
    "framework": "artifact.framework",
    "predictionClass": "artifact.prediction_class",
    "serviceAccount": "version.service_account",
    "scaling": "scaling.mode",
    "CPU_USAGE": "scaling.targets.CPU_USAGE",
    "GPU_DUTY_CYCLE": "scaling.targets.GPU_DUTY_CYCLE",
}
_WORDS = {"automatic": "auto", "none": ""}


def check_version_is_new(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """A version can't be replaced; one that exists has to be deleted, or the new one called otherwise."""
    model, name = seen.model(request.model.name), request.version.name
    state = model.versions.get(name) if model else None
    if state == "FAILED":
        yield error(
            "version.failed",
            _NAME,
            f"{request.model.name} has a version {name} that FAILED before.",
            "Choose another name, or delete the failed one first.",
            next_name(request, seen),
        )
    elif state and state != "CREATING":
        change = _change(request, seen)
        yield warning(
            "version.exists",
            _NAME,
            f"{request.model.name} already has a version {name}, which is never overwritten"
            + (f". Its settings would be changed: {change}." if change else "."),
            "Keep the name if it was made from these very files and settings; choose another one otherwise.",
        )


def check_version_can_be_that(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """Most settings of a version that is there are fixed, and some changes are refused."""
    found = seen.version(request.model.name, request.version.name)
    if found is None:
        return
    wanted = version_body(request, seen.artifact)
    different = existing.differences(wanted, found)
    for each in different:
        yield _differs(request, seen, each)
    change = existing.changes(wanted, found)
    if different or not change.mask() or found.get("state") == "CREATING":
        return
    if refusal := refusal_to_update(version_row(request.region_on_wire, found), change):
        message = f"{refusal.summary} {refusal.why}"
        yield error("version.unchangeable", _NAME, message, f"{refusal.fix} Or choose another version name.")


def _differs(request: DeploymentRequest, seen: Seen, each: existing.Difference) -> Finding:
    version, there = request.version.name, str(each.found)
    apply = (_FIELDS[each.key], _WORDS.get(there, there)) if each.key in _FIELDS else next_name(request, seen)
    take = f"Take {there}, or choose" if each.key in _FIELDS and there != "none" else "Choose"
    return error(
        "version.differs",
        _FIELDS.get(each.key, _NAME),
        f"The version {version} exists with {each}, and that cannot be changed on a version.",
        f"{take} another version name.",
        apply,
    )


def _change(request: DeploymentRequest, seen: Seen) -> str:
    """What the deployment changes about the version that is there, in words; "" for nothing."""
    found, wanted = seen.version(request.model.name, request.version.name), version_body(request, seen.artifact)
    if found is None or existing.differences(wanted, found):
        return ""
    return existing.told(existing.changes(wanted, found), found)


def next_name(request: DeploymentRequest, seen: Seen) -> Apply:
    """The name with the next number that the model does not have: v1, v2; final, final_2."""
    model = seen.model(request.model.name)
    stem, number = re.fullmatch(r"(.*?)(\d*)", request.version.name).groups()  # type: ignore[union-attr]
    stem, start = (stem, int(number) + 1) if number else (f"{stem}_", 2)
    names = (f"{stem}{each}" for each in range(start, start + _TRIED))
    return next((("version.name", name) for name in names if not (model and name in model.versions)), None)
