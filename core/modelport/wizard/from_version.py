"""The wizard filled in with what a version has, for a new version of its model."""

from __future__ import annotations

from dataclasses import replace

from modelport.catalog.regions import GLOBAL
from modelport.inventory.rows import VersionRow
from modelport.request import Target
from modelport.settings import find_settings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft

_TEXTS = {
    "description": "version.description",
    "labels": "version.labels",
    "deploymentUri": "artifact.source",
    "framework": "artifact.framework",
    "predictionClass": "artifact.prediction_class",
    "runtimeVersion": "version.runtime_version",
    "pythonVersion": "version.python_version",
    "machineType": "version.machine_type",
    "serviceAccount": "version.service_account",
}


def draft_from(target: Target, row: VersionRow) -> Draft:
    """A draft whose answers can all be changed; the version's name is left to the wizard, which knows the next one."""
    draft = new_draft(find_settings())
    for key, value in _answers(target, row).items():
        if value in ("", None, (), {}):
            continue
        if key in draft.fields:
            draft = draft.with_value(key, value, Source.FILE, f"{row.model} / {row.version}")
        else:
            draft = replace(draft, unasked={**draft.unasked, key: value})
    return draft


def _answers(target: Target, row: VersionRow) -> dict[str, object]:
    resource = row.resource
    answers: dict[str, object] = {key: resource.get(name) for name, key in _TEXTS.items()}
    is_global = row.region == GLOBAL
    answers |= {
        "target.platform": target.platform,
        "target.project": target.project,
        "model.name": row.model,
        "model.endpoint": GLOBAL if is_global else "regional",
        "model.region": "" if is_global else row.region,
        "artifact.packages": tuple(resource.get("packageUris") or ()),
    }
    if bucket := str(resource.get("deploymentUri", "")).removeprefix("gs://").partition("/")[0]:
        answers["bucket.name"] = bucket
    accelerator = resource.get("acceleratorConfig") or {}
    answers |= {"version.accelerator.type": accelerator.get("type"),
                "version.accelerator.count": str(accelerator["count"]) if "count" in accelerator else ""}  # fmt: skip
    return answers | _scaling(row)


def _scaling(row: VersionRow) -> dict[str, object]:
    if manual := row.resource.get("manualScaling"):
        return {"scaling.mode": "manual", "scaling.nodes": manual.get("nodes")}
    auto = row.resource.get("autoScaling") or {}
    return {"scaling.mode": "auto", "scaling.min_nodes": auto.get("minNodes"),
            "scaling.max_nodes": auto.get("maxNodes")}  # fmt: skip
