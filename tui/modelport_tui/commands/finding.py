"""The model or version that a command is about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from modelport.errors import NotFound
from modelport.shell import flag

from .project import Where

if TYPE_CHECKING:
    from modelport.inventory.rows import VersionRow


def model_of(where: Where, region: str, model: str, verb: str = "describe") -> dict[str, Any]:
    """The model as it is now; raises NotFound, which names the endpoint that has it."""
    with where.connections.borrowed(region) as serving:
        found = serving.find_model(where.model_path(model))
    if found is None:
        raise absent(where, region, model, "", ("models", verb, model)) or gone(model)
    return found


def version_row_of(where: Where, model: str, version: str, region: str = "", parts: Sequence[str] = ()) -> "VersionRow":
    """The version as it is now; without a region it is looked for on every endpoint.

    Raises NotFound, which names the endpoint that has it with the command of `parts`, or else the nearest version.
    """
    from modelport.inventory.rows import version_row

    region = region or where.region_of(model)
    with where.connections.borrowed(region) as serving:
        found: dict[str, Any] | None = serving.find_version(where.version_path(model, version))
    if found is None:
        parts = parts or ("versions", "describe", version, flag("model", model))
        raise absent(where, region, model, version, parts) or gone(version)
    return version_row(region, found)


def absent(where: Where, region: str, model: str, version: str, parts: Sequence[str]) -> NotFound | None:
    """Why a model, or a version unless it is "", is not found on an endpoint; None where it is there now."""
    from modelport.inventory.absence import Sought

    return Sought(where.connections, region, where.model_path(model), version, parts).absence()


def gone(name: str) -> NotFound:
    """The error for what was not there when it was asked for, and is there a moment later."""
    return NotFound(f"{name} was not there a moment ago.", why="It is there now.", fix="Run it again.")
