"""Service Usage v1: the APIs that the platform speaks are enabled, and no other can be."""

from collections.abc import Iterable

import msgspec

from ..http.messages import Request, Response, json_response
from ..http.routes import Router
from ..ml.errors import error
from ..ml.reading import convert, json_body
from ..storage.names import project_number

ENABLED = {
    "cloudresourcemanager.googleapis.com": "Cloud Resource Manager API",
    "logging.googleapis.com": "Cloud Logging API",
    "ml.googleapis.com": "AI Platform Training & Prediction API",
    "monitoring.googleapis.com": "Cloud Monitoring API",
    "serviceusage.googleapis.com": "Service Usage API",
    "storage-api.googleapis.com": "Google Cloud Storage JSON API",
    "storage-component.googleapis.com": "Cloud Storage",
    "storage.googleapis.com": "Cloud Storage API",
}
"""Names of APIs with their titles."""
_SERVICES = "/apis/serviceusage/v1/projects/{project}/services"
_TYPES = "type.googleapis.com/google.api.serviceusage.v1."


class BatchRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The body of `services.batchEnable`."""

    service_ids: tuple[str, ...] = ()


class ServiceUsage:
    """The handlers."""

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        router.add("GET", _SERVICES, self.list_all)
        router.add("GET", f"{_SERVICES}:batchGet", self.list_all)
        router.add("POST", f"{_SERVICES}:batchEnable", self.batch_enable)
        router.add("GET", f"{_SERVICES}/{{service}}", self.get)
        router.add("POST", f"{_SERVICES}/{{service}}:enable", self.enable)
        router.add("POST", f"{_SERVICES}/{{service}}:disable", self.disable)
        router.add("GET", "/apis/serviceusage/v1/operations/{operation}", self.operation)

    def list_all(self, request: Request, project: str) -> Response:
        """Every API of the platform on one page; those asked for by `filter` or `names` are the same ones."""
        wants_disabled = request.query.get("filter", "").replace(" ", "") == "state:DISABLED"
        found = [] if wants_disabled else [_resource(project, service) for service in ENABLED]
        return json_response({"services": found} if found else {})

    def get(self, request: Request, project: str, service: str) -> Response:
        """An API of the platform as ENABLED, any other as DISABLED."""
        return json_response(_resource(project, service))

    def enable(self, request: Request, project: str, service: str) -> Response:
        """An operation that is done; HttpError 403 for an API that the platform does not speak."""
        _check([service])
        return _done({"@type": f"{_TYPES}EnableServiceResponse", "service": _resource(project, service)})

    async def batch_enable(self, request: Request, project: str) -> Response:
        """As `enable`, for several."""
        services = convert(await json_body(request), BatchRequest, "request").service_ids
        _check(services)
        found = [_resource(project, service) for service in services]
        return _done({"@type": f"{_TYPES}BatchEnableServicesResponse", "services": found})

    def disable(self, request: Request, project: str, service: str) -> Response:
        """Raises HttpError 400."""
        raise error(
            "FAILED_PRECONDITION",
            f"{service} cannot be disabled: the embedded platform has the same APIs in every project. "
            "Stop the platform instead (modelport local stop).",
        )

    def operation(self, request: Request, operation: str) -> Response:
        """Every operation was done when it began."""
        return _done({"@type": "type.googleapis.com/google.protobuf.Empty"}, operation)


def _check(services: Iterable[str]) -> None:
    if absent := [service for service in services if service not in ENABLED]:
        raise error(
            "PERMISSION_DENIED",
            f"The embedded platform cannot enable {', '.join(absent)}: it speaks {', '.join(ENABLED)}, "
            "which are enabled in every project. Leave the others out, or enable them at Google in another shell.",
        )


def _resource(project: str, service: str) -> dict[str, object]:
    return {
        "name": f"projects/{project_number(project)}/services/{service}",
        "parent": f"projects/{project_number(project)}",
        "config": {"name": service, "title": ENABLED.get(service, service)},
        "state": "ENABLED" if service in ENABLED else "DISABLED",
    }


def _done(response: dict[str, object], name: str = "noop.DONE_OPERATION") -> Response:
    return json_response({"name": f"operations/{name}", "done": True, "response": response})
