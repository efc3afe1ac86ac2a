"""Modelport's own commands name project, region and target, and can be pasted."""

from modelport import own_commands as own
from modelport.plan import make_plan
from modelport.request import Artifact, Bucket, DeploymentRequest, Model, Target, Version

REQUEST = DeploymentRequest(
    target=Target("local", "acme-ml"),
    bucket=Bucket("acme-models", "us-central1"),
    artifact=Artifact("my model.joblib", framework="SCIKIT_LEARN"),
    model=Model("iris", region="us-central1"),
    version=Version("v1"),
)


def test_a_command_acts_where_the_request_does() -> None:
    line = own.on_model(REQUEST, "versions", "delete", "v1")
    assert line == "modelport versions delete v1 --model=iris --region=us-central1 --project=acme-ml"


def test_another_target_is_named() -> None:
    assert own.on_target(Target("ai-platform", "p"), "models", "list").endswith("--project=p --target=ai-platform")


def test_a_path_with_a_space_is_one_word() -> None:
    assert own.on_target(Target("local", ""), "check", "my model") == "modelport check 'my model'"


def test_every_undo_of_a_plan_names_the_project() -> None:
    undone = [step.undo for step in make_plan(REQUEST, None).steps if step.undo.startswith("modelport ")]
    assert len(undone) >= 3
    assert all("--project=acme-ml" in undo for undo in undone if undo != "modelport local stop")
