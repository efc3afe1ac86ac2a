"""The `ml` v1 API put together: records, nodes, methods, routes."""

from collections.abc import Callable
from pathlib import Path

from modelport.catalog import regions

from ..database import Database
from ..http.messages import Request
from ..http.routes import Handler, Router
from ..logs.methods import LogMethods
from ..logs.version_log import VersionLogs
from ..metrics.methods import MetricMethods
from ..nodes.forking import Zygotes
from ..projects.absent import PREFIX as GOOGLE_APIS
from ..projects.absent import add_absent_apis
from ..projects.projects import ProjectDirectory
from ..projects.services import ServiceUsage
from ..storage.reader import BucketReader
from .creating import Creations
from .errors import error, render
from .lifecycle import Lifecycle
from .metering import Metering
from .models import ModelMethods
from .operation_methods import OperationMethods
from .operations import Operations
from .policies import PolicyMethods
from .predict import Predictions
from .project import ProjectMethods
from .serving import Serving
from .staging import Staging
from .tables import Models, Versions
from .unavailable import not_here
from .versions import VersionMethods
from .views import Views

RegionOf = Callable[[Request], str]
PROJECT, MODEL = "/projects/{project}", "/projects/{project}/models/{model}"
VERSION = MODEL + "/versions/{version}"
JOBS, STUDIES = PROJECT + "/jobs", PROJECT + "/locations/{location}/studies"
TRIALS = STUDIES + "/{study}/trials"
ABSENT = dict.fromkeys((JOBS, JOBS + "/{job}"), "Training and batch prediction jobs") | dict.fromkeys(
    (STUDIES, STUDIES + "/{study}", TRIALS, TRIALS + ":suggest", TRIALS + ":listOptimalTrials", TRIALS + "/{trial}"),
    "Studies",
)
"""Whole families of methods that the platform does not offer, and what they are about."""


def build(home: Path, router: Router, bucket_reader: BucketReader, region_of: RegionOf) -> Lifecycle:
    """Add the API's routes to `router`; what is returned must be started and stopped with the server."""
    logs_dir = home / "logs"
    logs_dir.mkdir(mode=0o700, exist_ok=True)
    database, logs, zygotes = Database(home / "ml.sqlite3"), VersionLogs(logs_dir / "versions"), Zygotes(logs_dir)
    models, versions, operations = Models(database), Versions(database), Operations(database)
    serving = Serving(models, versions, zygotes, logs)
    views, staging = Views(models, versions, serving), Staging(bucket_reader, home / "versions")
    creations = Creations(database, models, versions, operations, staging, serving, logs, views)
    region = known_region(region_of)
    model_methods = ModelMethods(database, models, versions, operations, serving, views, region)
    version_methods = VersionMethods(database, models, versions, operations, serving, views, creations, staging, region)
    routes = Routes(router)
    routes.add_models(model_methods, PolicyMethods(database, models, region))
    routes.add_versions(version_methods, Predictions(serving, region))
    routes.add_project(ProjectMethods(region), OperationMethods(operations, creations, region))
    log_methods = LogMethods(logs)
    routes.add("POST", "/v2/entries:list", log_methods.list_entries)
    routes.add("GET", f"/v2{PROJECT}/logs", log_methods.list_logs)
    routes.add("GET", "/v3/projects/{project}/timeSeries", MetricMethods(Metering(serving).series).list_series)
    ProjectDirectory(lambda: models.projects() | bucket_reader.projects()).add_routes(router)
    ServiceUsage().add_routes(router)
    add_absent_apis(router)
    for prefix in ("/v1", "/v2", "/v3", "/regions", GOOGLE_APIS):
        router.render_errors(prefix, render)
    return Lifecycle(database, models, versions, operations, staging, serving, creations, zygotes)


def known_region(region_of: RegionOf) -> RegionOf:
    """`region_of`, which raises HttpError 404 for a region without an endpoint."""
    known = {region.name for region in regions.serving(regions.REGIONAL)} | {regions.GLOBAL}

    def checked(request: Request) -> str:
        region = region_of(request)
        if region not in known:
            raise error("NOT_FOUND", f"There is no regional endpoint {region!r}; there are {', '.join(sorted(known))}.")
        return region

    return checked


class Routes:
    """Every method under both of its addresses: by host, and by the prefix `/regions/REGION`."""

    def __init__(self, router: Router) -> None:
        self._router = router

    def add(self, method: str, path: str, handler: Handler) -> None:
        """`path` with its API version, such as `/v1/projects/{project}/models`."""
        self._router.add(method, path, handler)
        self._router.add(method, "/regions/{region}" + path, handler)

    def add_models(self, models: ModelMethods, policies: PolicyMethods) -> None:
        """`projects.models`."""
        self.add("POST", f"/v1{PROJECT}/models", models.create)
        self.add("GET", f"/v1{PROJECT}/models", models.list_page)
        self.add("GET", f"/v1{MODEL}", models.get)
        self.add("PATCH", f"/v1{MODEL}", models.patch)
        self.add("DELETE", f"/v1{MODEL}", models.delete)
        self.add("GET", f"/v1{MODEL}:getIamPolicy", policies.get)
        self.add("POST", f"/v1{MODEL}:setIamPolicy", policies.set)
        self.add("POST", f"/v1{MODEL}:testIamPermissions", policies.test)

    def add_versions(self, versions: VersionMethods, predictions: Predictions) -> None:
        """`projects.models.versions` and `:predict`."""
        self.add("POST", f"/v1{MODEL}/versions", versions.create)
        self.add("GET", f"/v1{MODEL}/versions", versions.list_page)
        self.add("GET", f"/v1{VERSION}", versions.get)
        self.add("PATCH", f"/v1{VERSION}", versions.patch)
        self.add("DELETE", f"/v1{VERSION}", versions.delete)
        self.add("POST", f"/v1{VERSION}:setDefault", versions.set_default)
        self.add("POST", f"/v1{VERSION}:predict", predictions.predict)
        self.add("POST", f"/v1{MODEL}:predict", predictions.predict)
        self.add("POST", f"/v1{VERSION}:explain", not_here("Explanations"))
        self.add("POST", f"/v1{MODEL}:explain", not_here("Explanations"))

    def add_project(self, project: ProjectMethods, operations: OperationMethods) -> None:
        """`projects`, their locations and operations, and what the platform does not offer."""
        self.add("GET", "/v1/projects/{project}:getConfig", project.config)
        self.add("GET", f"/v1{PROJECT}/locations", project.locations)
        self.add("GET", f"/v1{PROJECT}/locations/{{location}}", project.location)
        self.add("GET", f"/v1{PROJECT}/operations", operations.list_page)
        self.add("GET", f"/v1{PROJECT}/operations/{{operation}}", operations.get)
        self.add("POST", f"/v1{PROJECT}/operations/{{operation}}:cancel", operations.cancel)
        in_location = f"/v1{PROJECT}/locations/{{location}}/operations"
        self.add("GET", f"{in_location}/{{operation}}", operations.get_in_location)
        self.add("POST", f"{in_location}/{{operation}}:cancel", operations.cancel_in_location)
        self.add("GET", in_location, not_here("Lists of a location's operations"))
        for path, what in ABSENT.items():
            for method in ("GET", "POST", "PATCH", "DELETE"):
                self.add(method, f"/v1{path}", not_here(what))
