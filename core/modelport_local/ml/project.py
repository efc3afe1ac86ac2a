"""What belongs to a project as a whole: its configuration, and the locations it can use."""

from collections.abc import Callable

from modelport.catalog import regions
from modelport.catalog.regions import Region

from ..http.messages import Request, Response, json_response
from ..storage.names import project_number
from .access import service_agent
from .errors import not_found
from .paging import page, page_size, start_after

JsonObject = dict[str, object]


class ProjectMethods:
    """The handlers."""

    def __init__(self, region_of: Callable[[Request], str]) -> None:
        self._region_of = region_of

    def config(self, request: Request, project: str, **_: str) -> Response:
        """The service agent that reads models."""
        number = project_number(project)
        return json_response(
            {
                "serviceAccount": service_agent(project),
                "serviceAccountProject": number,
                "config": {"tpuServiceAccount": f"service-{number}@cloud-tpu.iam.gserviceaccount.com"},
            }
        )

    def location(self, request: Request, project: str, location: str, **_: str) -> Response:
        """One location."""
        region = regions.find(location)
        if region is None:
            raise not_found(f"projects/{project}/locations/{location}")
        return json_response(_location(project, region))

    def locations(self, request: Request, project: str, **_: str) -> Response:
        """Every location."""
        after = start_after(request.query)
        rest = [r for r in sorted(regions.all_regions(), key=lambda r: r.name) if r.name > after]
        found, token = page(rest, page_size(request.query), lambda r: r.name)
        body = {"locations": [_location(project, region) for region in found], "nextPageToken": token}
        return json_response({name: value for name, value in body.items() if value})


def _location(project: str, region: Region) -> JsonObject:
    capabilities: list[JsonObject] = []
    if region.regional_endpoint or region.mls1_online:
        online: JsonObject = {"type": "ONLINE_PREDICTION"}
        if region.accelerators:
            online["availableAccelerators"] = region.accelerators
        capabilities.append(online)
    if region.batch:
        capabilities.append({"type": "BATCH_PREDICTION"})
    return {"name": f"projects/{project}/locations/{region.name}", "capabilities": capabilities}
