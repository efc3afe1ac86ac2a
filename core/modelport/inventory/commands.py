"""The gcloud command that does the same as an action; some changes have no flag, only a key of a YAML file."""

import json
from collections.abc import Mapping, Sequence

import msgspec

from modelport.catalog.regions import GLOBAL
from modelport.shell import flag, mapped, words

from .changes import Changes
from .rows import ModelRow, VersionRow

AI_PLATFORM = ("gcloud", "ai-platform")


def set_default(row: VersionRow) -> str:
    """Makes a version the default."""
    return _of_version("set-default", row)


def delete_version(row: VersionRow) -> str:
    """Deletes a version."""
    return _of_version("delete", row)


def describe(row: VersionRow) -> str:
    """Shows a version."""
    return _of_version("describe", row)


def delete_model(row: ModelRow) -> str:
    """Deletes a model."""
    return words(*AI_PLATFORM, "models", "delete", row.model, *_where(row.endpoint, row.path))


def update(row: VersionRow, changes: Changes) -> str:
    """Changes a version: description and labels by flags, nodes and logging by `--config`."""
    config = {key: value for key, value in changes.body().items() if key not in ("description", "labels")}
    if changes.bigquery_table == "":
        config["requestLoggingConfig"] = {}
    return _of_version("update", row, *_texts(changes)) + _config(config)


def predict(row: VersionRow, instances: Sequence[object]) -> str:
    """Asks a version for predictions, one instance a line."""
    lines = (json.dumps(instance) for instance in instances)
    where = (flag("model", row.model), flag("version", row.version), *_where(row.region, row.path))
    call = words(*AI_PLATFORM, "predict", *where, "--json-instances=-")
    return words("printf", "%s\\n", *lines) + " | " + call


def _texts(changes: Changes) -> tuple[str, ...]:
    labels = ("--clear-labels", flag("update-labels", mapped(changes.labels))) if changes.labels is not None else ()
    description = f"--description={changes.description}" if changes.description is not None else ""
    return (description, *labels)


def _config(config: Mapping[str, object]) -> str:
    if not config:
        return ""
    return f" --config=<({words('echo', msgspec.json.encode(config).decode())})"


def _of_version(verb: str, row: VersionRow, *more: str) -> str:
    where = (flag("model", row.model), *_where(row.region, row.path))
    return words(*AI_PLATFORM, "versions", verb, row.version, *where, *more)


def _where(region: str, path: str) -> tuple[str, str]:
    return flag("region", region or GLOBAL), flag("project", path.split("/")[1] if "/" in path else "")
