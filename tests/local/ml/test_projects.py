"""The first steps of a deployment guide, with Google's own Python clients: a project, and its APIs."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from local.ml.platform import Cloud


def client(cloud: Cloud, api: str) -> Any:
    credentials = Credentials(cloud.platform.token)  # type: ignore[no-untyped-call]
    options = {"api_endpoint": f"{cloud.platform.url}/apis/{api}"}
    return build(api, "v1", static_discovery=True, credentials=credentials, client_options=options)


@pytest.fixture
def projects(cloud: Cloud) -> Iterator[Any]:
    service = client(cloud, "cloudresourcemanager")
    yield service.projects()
    service.close()


@pytest.fixture
def services(cloud: Cloud) -> Iterator[Any]:
    service = client(cloud, "serviceusage")
    yield service.services()
    service.close()


def refused(request: Any) -> tuple[int, str]:
    with pytest.raises(HttpError) as refusal:
        request.execute()
    return refusal.value.status_code, refusal.value.reason


def test_any_project_can_be_described_under_the_number_that_its_configuration_has(cloud: Cloud, projects: Any) -> None:
    described = projects.get(projectId=cloud.project).execute()
    assert (described["projectId"], described["lifecycleState"]) == (cloud.project, "ACTIVE")
    config = cloud.call(cloud.service.projects().getConfig(name=cloud.parent))
    assert described["projectNumber"] == config["serviceAccountProject"]


def test_projects_that_own_something_are_listed_and_found_by_number(cloud: Cloud, projects: Any) -> None:
    assert cloud.project not in {project["projectId"] for project in projects.list().execute().get("projects", [])}
    cloud.create_model()
    cloud.upload({}, owner=f"{cloud.project}-files")
    listed = {project["projectId"]: project for project in projects.list().execute()["projects"]}
    assert {cloud.project, f"{cloud.project}-files"} <= set(listed)
    number = listed[cloud.project]["projectNumber"]
    assert projects.get(projectId=number).execute() == listed[cloud.project]
    assert refused(projects.get(projectId="123456789012"))[0] == 404


def test_policies_of_projects_are_refused_with_what_to_do(cloud: Cloud, projects: Any) -> None:
    status, reason = refused(projects.getIamPolicy(resource=cloud.project, body={}))
    assert status == 400
    assert "gcloud ai-platform models add-iam-policy-binding" in reason
    assert refused(projects.create(body={"projectId": "new-project"}))[0] == 400


def test_the_apis_of_the_platform_are_enabled_and_enabling_them_is_done_at_once(cloud: Cloud, services: Any) -> None:
    listed = services.list(parent=cloud.parent, filter="state:ENABLED").execute()["services"]
    names = {service["config"]["name"] for service in listed}
    assert {"ml.googleapis.com", "storage.googleapis.com", "logging.googleapis.com"} <= names
    assert services.list(parent=cloud.parent, filter="state:DISABLED").execute() == {}
    operation = services.enable(name=f"{cloud.parent}/services/ml.googleapis.com", body={}).execute()
    assert (operation["done"], operation["response"]["service"]["state"]) == (True, "ENABLED")
    several = services.batchEnable(parent=cloud.parent, body={"serviceIds": sorted(names)}).execute()
    assert {service["state"] for service in several["response"]["services"]} == {"ENABLED"}


def test_other_apis_cannot_be_enabled_and_no_api_disabled(cloud: Cloud, services: Any) -> None:
    compute = f"{cloud.parent}/services/compute.googleapis.com"
    assert services.get(name=compute).execute()["state"] == "DISABLED"
    status, reason = refused(services.enable(name=compute, body={}))
    assert status == 403
    assert "compute.googleapis.com" in reason
    assert refused(services.batchEnable(parent=cloud.parent, body={"serviceIds": ["compute.googleapis.com"]}))[0] == 403
    assert refused(services.disable(name=f"{cloud.parent}/services/ml.googleapis.com", body={}))[0] == 400


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_other_api_of_googles_is_answered_with_a_sentence(cloud: Cloud, method: str) -> None:
    status, answer = cloud.platform.request(method, "/apis/compute/projects/p/zones/a/instances?alt=json")
    assert (status, answer["error"]["status"]) == (404, "UNIMPLEMENTED")
    assert "'compute'" in answer["error"]["message"]
