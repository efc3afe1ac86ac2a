"""The version that a command is about."""

from typing import TYPE_CHECKING, Any

from modelport import own_commands as own
from modelport.errors import NotFound
from modelport.shell import flag

from .project import Where

if TYPE_CHECKING:
    from modelport.inventory.rows import VersionRow


def version_row_of(where: Where, model: str, version: str, region: str = "") -> "VersionRow":
    """The version as it is now; raises NotFound. Without a region it is looked for on every endpoint."""
    from modelport.inventory.rows import version_row

    region = region or where.region_of(model)
    with where.connections.borrowed(region) as serving:
        found: dict[str, Any] | None = serving.find_version(where.version_path(model, version))
    if found is None:
        raise NotFound(
            f"There is no version {version} of {model} on {region}.",
            fix="Look at its name, the model, the project and the region:",
            command=own.about(where.model_path(model), "versions", "list", flag("model", model)),
        )
    return version_row(region, found)
