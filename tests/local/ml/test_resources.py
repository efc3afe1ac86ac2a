"""Models, versions, operations, policies and locations as Google's client sees them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from local.ml.platform import Cloud


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    """Status code and text of a refusal."""
    with pytest.raises(HttpError) as error:
        call()
    return error.value.status_code, str(error.value)


def patch_version(cloud: Cloud, mask: str, body: dict[str, Any], name: str = "v1") -> Any:
    path = f"{cloud.parent}/models/iris/versions/{name}"
    return cloud.finished(cloud.call(cloud.versions.patch(name=path, updateMask=mask, body=body)))


def test_empty_lists_are_empty_objects(cloud: Cloud) -> None:
    assert cloud.call(cloud.models.list(parent=cloud.parent)) == {}
    assert cloud.call(cloud.service.projects().operations().list(name=cloud.parent)) == {}
    cloud.create_model()
    assert cloud.call(cloud.versions.list(parent=f"{cloud.parent}/models/iris")) == {}


def test_a_model_comes_back_as_it_was_made(cloud: Cloud) -> None:
    made = cloud.create_model(description="flowers", labels={"team": "a"}, onlinePredictionLogging=True)
    assert made == cloud.call(cloud.models.get(name=f"{cloud.parent}/models/iris"))
    assert made["regions"] == ["us-central1"]
    assert refused(cloud.create_model)[0] == 409


def test_a_name_that_is_taken_is_told_in_the_words_that_airflow_compares(ready: Cloud) -> None:
    models = f"{ready.prefix}/v1/{ready.parent}/models"
    version = {"name": "v1", "deploymentUri": "gs://bucket/m", "runtimeVersion": "2.11", "pythonVersion": "3.7"}
    for kind, path, body in (("model", models, {"name": "iris"}), ("version", f"{models}/iris/versions", version)):
        status, answer = ready.platform.request("POST", path, body)
        assert (status, answer["error"]["status"]) == (409, "ALREADY_EXISTS")
        assert answer["error"]["details"] == [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [
                    {"field": f"{kind}.name", "description": f"A {kind} with the same name already exists."}
                ],
            }
        ]
        assert "choose another name" in answer["error"]["message"]


def test_pages_hold_every_model_once(cloud: Cloud) -> None:
    names = [f"m{number:02}" for number in range(25)]
    for name in reversed(names):
        cloud.create_model(name)
    found, request, pages = [], cloud.models.list(parent=cloud.parent, pageSize=7), 0
    while request is not None:
        answer = cloud.call(request)
        found += [model["name"].rpartition("/")[2] for model in answer["models"]]
        request, pages = cloud.models.list_next(request, answer), pages + 1
    assert (found, pages) == (names, 4)
    assert len(cloud.call(cloud.models.list(parent=cloud.parent))["models"]) == 20
    assert len(cloud.call(cloud.models.list(parent=cloud.parent, pageSize=1000))["models"]) == 25


def test_a_filter_chooses(cloud: Cloud) -> None:
    cloud.create_model("a", labels={"team": "x"})
    cloud.create_model("b", labels={"team": "y"})
    found = cloud.call(cloud.models.list(parent=cloud.parent, filter="labels.team=y"))
    assert [model["name"][-1] for model in found["models"]] == ["b"]
    assert refused(lambda: cloud.models.list(parent=cloud.parent, filter="=?").execute())[0] == 400
    assert refused(lambda: cloud.models.list(parent=cloud.parent, pageToken="?").execute())[0] == 400


@pytest.mark.parametrize(
    ("filter", "count"),
    [
        ("state=READY OR state=FAILED", 1),
        ("(state=FAILED OR state=CREATING) AND framework=SCIKIT_LEARN", 0),
        ("isDefault=true", 1),
        ("isDefault=false", 0),
        ("NOT isDefault=true", 0),
        ("name=v1", 1),
        ("name=v2", 0),
        ('name:"projects/" pythonVersion="3.7"', 1),
        ("description!=x", 1),
        ('createTime>"2020-01-01T00:00:00Z"', 1),
        ('createTime<"2020-01-01T00:00:00Z"', 0),
        ("deploymentUri:*", 1),
    ],
)
def test_versions_are_filtered_as_scripts_do(ready: Cloud, filter: str, count: int) -> None:
    parent = f"{ready.parent}/models/iris"
    assert len(ready.call(ready.versions.list(parent=parent, filter=filter)).get("versions", [])) == count


@pytest.mark.parametrize("filter", ["foo=bar", "name==x", "name=>x", "state=READY AND", "(state=READY", "nodes>1"])
def test_a_filter_that_is_not_understood_is_refused_with_the_fields(ready: Cloud, filter: str) -> None:
    for listing in (
        ready.models.list(parent=ready.parent, filter=filter),
        ready.versions.list(parent=f"{ready.parent}/models/iris", filter=filter),
        ready.service.projects().operations().list(name=ready.parent, filter=filter),
    ):
        status, text = refused(listing.execute)
        assert (status, "Compare" in text, "name" in text) == (400, True, True)


def test_the_first_version_is_the_default_until_another_is_chosen(ready: Cloud) -> None:
    uri = ready.version()["deploymentUri"]
    assert ready.version()["isDefault"] is True
    ready.create_version(uri, name="v2")
    default = f"{ready.parent}/models/iris/versions/v1"
    assert refused(lambda: ready.versions.delete(name=default).execute())[0] == 400
    chosen = ready.call(ready.versions.setDefault(name=f"{ready.parent}/models/iris/versions/v2", body={}))
    assert chosen["isDefault"] is True
    assert "isDefault" not in ready.version("v1")
    ready.finished(ready.call(ready.versions.delete(name=default)))
    model = ready.call(ready.models.get(name=f"{ready.parent}/models/iris"))
    assert model["defaultVersion"]["name"].endswith("/v2")


def test_a_model_with_versions_stays(ready: Cloud) -> None:
    model = f"{ready.parent}/models/iris"
    status, text = refused(lambda: ready.models.delete(name=model).execute())
    assert (status, "still has 1 version" in text) == (400, True)
    ready.finished(ready.call(ready.versions.delete(name=f"{model}/versions/v1")))
    operation = ready.finished(ready.call(ready.models.delete(name=model)))
    assert operation["metadata"]["operationType"] == "DELETE_MODEL"
    assert refused(lambda: ready.models.get(name=model).execute())[0] == 404
    assert ready.predict({"instances": [[1, 2, 3, 4]]})[0] == 404


@pytest.mark.parametrize("mask", ["autoScaling.minNodes", "auto_scaling.min_nodes"])
def test_a_mask_changes_only_its_field(ready: Cloud, mask: str) -> None:
    uri = ready.version()["deploymentUri"]
    ready.create_version(uri, name="v2", autoScaling={"minNodes": 1, "maxNodes": 3}, description="d")
    changed = patch_version(ready, mask, {"autoScaling": {"minNodes": 2}, "description": "x"}, "v2")["response"]
    assert changed["autoScaling"] == {"minNodes": 2, "maxNodes": 3}
    assert changed["description"] == "d"


def test_what_cannot_change_is_refused(ready: Cloud) -> None:
    for mask in ("machineType", "runtimeVersion", ""):
        assert refused(partial(patch_version, ready, mask, {"machineType": "x"}))[0] == 400
    assert refused(lambda: patch_version(ready, "autoScaling.minNodes", {"autoScaling": {"minNodes": 0}}))[0] == 400
    assert refused(lambda: patch_version(ready, "manualScaling.nodes", {"manualScaling": {"nodes": 2}}))[0] == 400


def test_an_old_etag_is_refused_and_the_url_safe_alphabet_is_not(ready: Cloud) -> None:
    for _ in range(12):
        etag = ready.version()["etag"].replace("+", "-").replace("/", "_")
        patch_version(ready, "description", {"description": "new", "etag": etag})
    status, text = refused(lambda: patch_version(ready, "description", {"description": "late", "etag": etag}))
    assert (status, "changed" in text) == (409, True)


def test_a_models_default_can_be_patched(ready: Cloud) -> None:
    ready.create_version(ready.version()["deploymentUri"], name="v2")
    model = f"{ready.parent}/models/iris"
    body = {"defaultVersion": {"name": f"{model}/versions/v2"}, "description": "d"}
    request = ready.models.patch(name=model, updateMask="default_version.name,description", body=body)
    response = ready.finished(ready.call(request))["response"]
    assert response["defaultVersion"]["name"].endswith("/v2")
    assert response["description"] == "d"


@pytest.mark.parametrize(
    "name", ["{parent}/models/other/versions/v1", "projects/p/models/iris/versions/v1", "x/v1", ""]
)
def test_a_default_of_another_model_is_refused_by_its_field(ready: Cloud, name: str) -> None:
    body = {"defaultVersion": {"name": name.format(parent=ready.parent)}}
    path = f"{ready.prefix}/v1/{ready.parent}/models/iris?updateMask=defaultVersion.name"
    status, answer = ready.platform.request("PATCH", path, body)
    assert (status, fields_of(answer)) == (400, ["model.default_version.name"])
    assert ready.platform.request("PATCH", path, {"defaultVersion": {"name": "v1"}})[0] == 200


TABLE, SHARE = (f"version.request_logging_config.{name}" for name in ("bigquery_table_name", "sampling_percentage"))


@pytest.mark.parametrize(
    ("config", "fields"),
    [
        ({"bigqueryTableName": "p.d.t", "samplingPercentage": 1.5}, [SHARE]),
        ({"bigqueryTableName": "p.d.t", "samplingPercentage": -0.1}, [SHARE]),
        ({"bigqueryTableName": "d.t", "samplingPercentage": 0.1}, [TABLE]),
        ({"bigqueryTableName": "p.d.t.more", "samplingPercentage": 0.1}, [TABLE]),
        ({"bigqueryTableName": "bq://p.d.t", "samplingPercentage": 0.1}, [TABLE]),
        ({"samplingPercentage": 2}, [SHARE, TABLE]),
    ],
)
def test_logging_of_requests_that_cannot_be_is_refused_by_its_fields(
    ready: Cloud, config: dict[str, Any], fields: list[str]
) -> None:
    versions = f"{ready.prefix}/v1/{ready.parent}/models/iris/versions"
    body = {"name": "v2", "deploymentUri": ready.version()["deploymentUri"], "runtimeVersion": "2.11",
            "pythonVersion": "3.7", "autoScaling": {"minNodes": 1}, "requestLoggingConfig": config}  # fmt: skip
    patched = f"{versions}/v1?updateMask=requestLoggingConfig"
    for method, path, sent in (("POST", versions, body), ("PATCH", patched, {"requestLoggingConfig": config})):
        status, answer = ready.platform.request(method, path, sent)
        assert (status, fields_of(answer)) == (400, fields)


def test_logging_of_requests_is_kept_and_turned_off_again(ready: Cloud) -> None:
    for table in ("my-project.data_set.table", "example.com:my-project.data.table$2024"):
        config = {"bigqueryTableName": table, "samplingPercentage": 0.5}
        patch_version(ready, "requestLoggingConfig", {"requestLoggingConfig": config})
        assert ready.version()["requestLoggingConfig"] == config
    patch_version(ready, "requestLoggingConfig", {})
    assert "requestLoggingConfig" not in ready.version()


def fields_of(answer: dict[str, Any]) -> list[str]:
    """The fields at fault in an error."""
    return [each["field"] for detail in answer["error"]["details"] for each in detail["fieldViolations"]]


def test_operations_tell_what_they_were_about(ready: Cloud) -> None:
    found = ready.call(ready.service.projects().operations().list(name=ready.parent))["operations"]
    assert [operation["metadata"]["operationType"] for operation in found] == ["CREATE_VERSION"]
    operation = found[0]
    assert operation["name"].startswith(f"{ready.parent}/operations/create_iris_v1-")
    assert operation["metadata"]["endTime"] >= operation["metadata"]["createTime"]
    assert operation["response"]["@type"] == "type.googleapis.com/google.cloud.ml.v1.Version"
    missing = f"{ready.parent}/operations/none"
    assert refused(lambda: ready.service.projects().operations().get(name=missing).execute())[0] == 404


def test_a_quick_operation_is_done_in_its_first_answer(ready: Cloud) -> None:
    uri = ready.version()["deploymentUri"]
    body = {"name": "v2", "deploymentUri": uri, "runtimeVersion": "2.11", "pythonVersion": "3.7"}
    operation = ready.call(ready.versions.create(parent=f"{ready.parent}/models/iris", body=body))
    operation = operation if operation.get("done") else ready.finished(operation)
    assert operation["response"]["name"].endswith("/v2")


def test_policies_are_kept_with_their_etag(cloud: Cloud) -> None:
    cloud.create_model()
    name = f"{cloud.parent}/models/iris"
    policy = cloud.call(cloud.models.getIamPolicy(resource=name))
    policy["bindings"] = [{"role": "roles/ml.modelUser", "members": ["user:a@example.com"]}]
    stored = cloud.call(cloud.models.setIamPolicy(resource=name, body={"policy": policy}))
    assert cloud.call(cloud.models.getIamPolicy(resource=name)) == stored
    assert refused(lambda: cloud.models.setIamPolicy(resource=name, body={"policy": policy}).execute())[0] == 409
    body = {"permissions": ["ml.models.predict"]}
    assert cloud.call(cloud.models.testIamPermissions(resource=name, body=body)) == body


def test_the_project_names_its_service_agent_and_locations(cloud: Cloud) -> None:
    config = cloud.call(cloud.service.projects().getConfig(name=cloud.parent))
    number = config["serviceAccountProject"]
    assert config["serviceAccount"] == f"service-{number}@cloud-ml.google.com.iam.gserviceaccount.com"
    locations = cloud.service.projects().locations()
    found = cloud.call(locations.list(parent=cloud.parent, pageSize=100))["locations"]
    assert len(found) > 20
    assert cloud.call(locations.get(name=found[0]["name"])) == found[0]


def test_what_the_platform_does_not_have_says_so(ready: Cloud) -> None:
    jobs = ready.service.projects().jobs()
    assert refused(lambda: jobs.list(parent=ready.parent).execute())[0] == 404
    explain = ready.service.projects().explain(name=f"{ready.parent}/models/iris", body={})
    assert refused(explain.execute)[0] == 404
    status, answer = ready.platform.request("GET", "/v1/nothing/here")
    assert (status, answer["error"]["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "call",
    [
        "PATCH jobs/j", "POST jobs/j:cancel", "GET jobs/j:getIamPolicy", "GET locations/us-central1/studies",
        "DELETE locations/us-central1/studies/s", "POST locations/us-central1/studies/s/trials:suggest",
        "POST locations/us-central1/studies/s/trials/t:stop", "DELETE locations/us-central1/studies/s/trials/t",
    ],
)  # fmt: skip
def test_jobs_and_studies_are_refused_whatever_the_method(cloud: Cloud, call: str) -> None:
    method, path = call.split()
    status, answer = cloud.platform.request(method, f"/v1/{cloud.parent}/{path}", {})
    assert (status, answer["error"]["status"]) == (404, "UNIMPLEMENTED")
    assert "not part of the embedded platform" in answer["error"]["message"]


def test_a_version_remembers_its_last_use(ready: Cloud) -> None:
    assert "lastUseTime" not in ready.version()
    ready.predict({"instances": [[1, 2, 3, 4]]})
    assert ready.version()["lastUseTime"] > ready.version()["createTime"]


def test_two_regions_are_two_worlds(clouds: Callable[..., Cloud]) -> None:
    there, here, everywhere = clouds("europe-west4"), clouds("us-central1"), clouds("global")
    there.create_model(description="there")
    assert refused(lambda: here.models.get(name=f"{here.parent}/models/iris").execute())[0] == 404
    here.create_model(description="here")
    assert everywhere.create_model(regions=["us-east1"])["regions"] == ["us-east1"]
    described = [c.call(c.models.get(name=f"{c.parent}/models/iris")).get("description") for c in (there, here)]
    assert described == ["there", "here"]


def test_host_header_and_prefix_choose_the_same_region(clouds: Callable[..., Cloud]) -> None:
    cloud = clouds("europe-west4")
    cloud.create_model()
    path, port = f"/v1/{cloud.parent}/models/iris", cloud.platform.url.rpartition(":")[2]
    for headers in ({"Host": f"europe-west4-127.0.0.1:{port}"}, {"x-modelport-region": "europe-west4"}):
        assert cloud.platform.request("GET", path, headers=headers)[0] == 200
    assert cloud.platform.request("GET", path)[0] == 404
    status, answer = cloud.platform.request("GET", f"/regions/mars-north1{path}")
    assert (status, "mars-north1" in answer["error"]["message"]) == (404, True)


def test_members_may_have_the_names_of_the_protocols_files(cloud: Cloud, joblib_file: bytes) -> None:
    cloud.create_model()
    uri = cloud.upload({"model.joblib": joblib_file})
    body = {
        "name": "v1", "deployment_uri": uri, "runtime_version": "2.11", "python_version": "3.7",
        "labels": {"a_b": "c_d"},
        "auto_scaling": {"min_nodes": 1, "max_nodes": 2, "metrics": [{"name": "CPU_USAGE", "target": 60}]},
    }  # fmt: skip
    path = f"{cloud.prefix}/v1/{cloud.parent}/models/iris"
    status, operation = cloud.platform.request("POST", f"{path}/versions", body)
    assert status == 200, operation
    made = cloud.finished(operation)["response"]
    assert (made["deploymentUri"], made["labels"], made["autoScaling"]["maxNodes"]) == (uri, {"a_b": "c_d"}, 2)
    policy = {"policy": {"bindings": [], "audit_configs": [{"service": "allServices"}]}, "update_mask": "bindings,etag"}
    status, kept = cloud.platform.request("POST", f"{path}:setIamPolicy", policy)
    assert (status, kept["auditConfigs"]) == (200, [{"service": "allServices"}])
    status, answer = cloud.platform.request("POST", f"{path}/versions", {"name": "v2", "no_such_field": 1})
    assert (status, "no_such_field" in answer["error"]["message"]) == (400, True)
    entries = {"resource_names": [cloud.parent], "page_size": 1}
    assert len(cloud.platform.request("POST", "/v2/entries:list", entries)[1]["entries"]) == 1
