"""From a request to steps."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.plan import IS_THERE, make_plan, render_plan
from modelport.request import (
    After,
    Artifact,
    Bucket,
    DeploymentRequest,
    Model,
    PlatformName,
    Scaling,
    Target,
    Version,
)
from modelport.standing import Standing

REPORT = ArtifactReport("./m", "./m", (ArtifactFile("model.joblib", 1234),), framework="SCIKIT_LEARN")


def request(**parts: object) -> DeploymentRequest:
    complete: dict[str, object] = {
        "target": Target("ai-platform", "p"),
        "bucket": Bucket("bucket"),
        "artifact": Artifact("./m"),
        "model": Model("iris"),
        "version": Version("v1"),
        "after": After(test_instances=([1.0],)),
    }
    return DeploymentRequest(**(complete | parts))  # type: ignore[arg-type]


def ids(made: DeploymentRequest) -> list[str]:
    return [step.id for step in make_plan(made, REPORT).steps]


def test_a_deployment_has_its_steps_in_order() -> None:
    assert ids(request()) == ["bucket", "upload", "model", "version", "wait", "default", "test"]


def test_the_local_target_starts_its_platform_first() -> None:
    assert ids(request(target=Target("local", "p")))[0] == "platform"


def test_an_artifact_in_a_bucket_needs_neither_bucket_nor_upload() -> None:
    assert ids(request(artifact=Artifact("gs://b/m")))[0] == "model"


def test_local_packages_are_uploaded_even_where_the_model_is_in_a_bucket() -> None:
    steps = ids(request(artifact=Artifact("gs://b/m", packages=("./c.tar.gz",))))
    assert steps[:3] == ["bucket", "upload", "model"]


def test_taking_an_upload_back_names_the_place_of_the_packages_too() -> None:
    both = request(artifact=Artifact("./m", packages=("./c.tar.gz", "gs://b/d.tar.gz")))
    alone, packages = request(), request(artifact=Artifact("gs://b/m", packages=("./c.tar.gz",)))
    remove = "gcloud storage rm --recursive gs://bucket/iris"
    undone = {step.undo for made in (both, alone, packages) for step in make_plan(made, REPORT).steps
              if step.id == "upload"}  # fmt: skip
    assert undone == {f"{remove}/v1/\n{remove}/v1-packages/", f"{remove}/v1/", f"{remove}/v1-packages/"}
    assert f"undo: {remove}/v1-packages/" in render_plan(make_plan(both, REPORT))


VERSION = {"name": "projects/p/models/iris/versions/v1", "state": "READY", "framework": "SCIKIT_LEARN",
           "deploymentUri": "gs://bucket/iris/v1", "autoScaling": {"minNodes": 1, "maxNodes": 3}}  # fmt: skip
THERE = Standing(frozenset({"bucket", "model", "version"}), VERSION)


def test_a_version_that_is_there_is_updated_where_it_differs_in_what_can_be_changed() -> None:
    more = request(scaling=Scaling(min_nodes=2, max_nodes=3))
    step = next(step for step in make_plan(more, REPORT, THERE).steps if step.id == "version")
    assert (step.title, step.why) == ("Update the version", "It is there: minNodes 1 → 2.")
    assert "update v1 --model=iris --region=us-central1 --project=p --config=<(echo" in step.command
    assert '{"autoScaling":{"minNodes":2}}' in step.command
    assert '{"autoScaling":{"minNodes":1}}' in step.undo


def test_what_is_there_and_stays_has_no_command_and_is_not_taken_back() -> None:
    for made in (request(scaling=Scaling(min_nodes=1)), request(version=Version("v1", machine_type="n1-standard-4"))):
        plan = make_plan(made, REPORT, THERE)
        steps = [step for step in plan.steps if step.id in THERE.steps]
        assert {(step.why, step.command, step.undo_if_done) for step in steps} == {(IS_THERE, "", "")}
        assert "rm --recursive gs://bucket\n" not in render_plan(plan)
        assert all(step.undo for step in steps), "it may have gone until the run comes to it"


def test_a_bucket_of_another_project_gets_a_grant() -> None:
    assert ids(request(bucket=Bucket("bucket", project="other")))[1] == "grant"
    assert "grant" not in ids(request(bucket=Bucket("bucket", project="p")))


def test_what_was_not_asked_for_is_not_planned() -> None:
    assert ids(request(after=After(set_default=False)))[-1] == "wait"


def test_a_plan_as_text_names_every_step_its_reason_and_its_command() -> None:
    plan = make_plan(request(), REPORT)
    text = render_plan(plan)
    for step in plan.steps:
        assert step.title in text
        assert step.why in text
        assert all(line in text for line in step.command.splitlines())
    assert "1,234 bytes" in text


@given(
    platform=st.sampled_from(["local", "ai-platform"]),
    texts=st.lists(st.text(max_size=8), min_size=6, max_size=6),
)
def test_any_partial_request_has_a_plan(platform: PlatformName, texts: list[str]) -> None:
    project, bucket, source, model, version, package = texts
    made = DeploymentRequest(
        target=Target(platform, project),
        bucket=Bucket(bucket),
        artifact=Artifact(source, packages=(package,)),
        model=Model(model),
        version=Version(version),
    )
    for report in (None, REPORT):
        assert render_plan(make_plan(made, report)) == render_plan(make_plan(made, report))


@pytest.mark.parametrize(
    "module",
    ["plan", "run", "journal", "equivalents", "versions", "platforms.local", "platforms.session", "steps.registry"],
)
def test_importing_a_part_loads_none_of_googles_libraries(module: str) -> None:
    code = f"import sys, modelport.{module}; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": "core"},
    )
    loaded = {name.partition(".")[0] for name in answer.stdout.split()}
    assert not loaded & {"google", "googleapiclient", "requests", "httplib2", "modelport_local", "textual", "rich"}
