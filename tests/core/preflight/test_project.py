"""What else the project has: the model on another endpoint, and quotas that are used up."""

import dataclasses
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from modelport import versions
from modelport.platforms.session import Session
from modelport.preflight import Finding, Severity, check
from modelport.request import Accelerator, Artifact, DeploymentRequest, Model, Target, Version
from modelport.seen import ModelSeen, Seen, Used
from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.looked_up import project
from modelport.wizard.lookups import look_at_everything
from modelport.wizard.starting import new_draft
from modelport_tui.cli import main


@pytest.fixture
def name(session: Session) -> Iterator[str]:
    """A model on the endpoint of us-east1 and on the global one, which goes with the test."""
    name = f"m_{uuid4().hex[:12]}"
    places = [dataclasses.replace(session, region=region) for region in ("us-east1", "global")]
    for place in places:
        client = versions.connect(place)
        client.create_model("projects/test-project", {"name": name})
        client.close()
    yield name
    for place in places:
        client = versions.connect(place)
        client.delete_model(f"projects/test-project/models/{name}")
        client.close()


def looked_at(name: str, **answers: str) -> Draft:
    """A draft about the model, with the lookups about the project made."""
    draft = new_draft(Settings())
    for key, text in {"target.project": "test-project", "model.name": name, **answers}.items():
        draft = draft.with_text(key, text)
    return look_at_everything(draft, ("platform", "models", "quotas"))


def elsewhere(draft: Draft) -> list[Finding]:
    return [finding for finding in check(draft.request(), draft.seen) if finding.code == "R03"]


def test_a_model_on_another_endpoint_is_named_with_the_region_that_leads_to_it(name: str) -> None:
    draft = looked_at(name)
    (found,) = elsewhere(draft)
    assert (found.severity, found.field, found.apply) == (
        Severity.WARNING,
        "model.region",
        ("model.region", "us-east1"),
    )
    assert "is on the endpoint of us-east1 and the global endpoint, not on the endpoint of us-central1" in found.message
    assert found.apply
    there = look_at_everything(draft.with_text(*found.apply))
    assert elsewhere(there) == []
    assert there.seen.model(name) is not None


def test_from_the_global_endpoint_the_way_leads_over_the_kind_of_endpoint() -> None:
    seen = Seen(models=(), elsewhere=("us-east1",))
    request = DeploymentRequest(model=Model("iris", endpoint="global"))
    (found,) = [finding for finding in check(request, seen) if finding.code == "R03"]
    assert found.apply == ("model.endpoint", "regional")


def test_a_model_that_is_nowhere_or_here_is_no_finding(name: str) -> None:
    assert elsewhere(looked_at("no_such_model")) == []
    assert elsewhere(looked_at(name, **{"model.endpoint": "global"})) == []


def test_what_the_project_has_on_the_endpoint_is_counted(name: str) -> None:
    here = project.used(looked_at(name, **{"model.region": "us-east1"}).request())
    assert here is not None
    assert (here.models >= 1, here.under_way) == (True, 0)
    assert looked_at(name).seen.used is not None


def test_what_does_not_answer_in_time_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("a-token")
    monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setattr(project, "SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        request = DeploymentRequest(Target("ai-platform", "my-project"))
        assert project.used(request) is None
        assert project.elsewhere(request) == ()


@pytest.mark.parametrize(
    ("used", "code"),
    [
        (Used(100, 3, 0), "quota.models"),
        (Used(3, 200, 0), "quota.versions"),
        (Used(3, 3, 10), "quota.under-way"),
        (Used(99, 199, 9), ""),
    ],
)
def test_a_quota_that_is_used_up_is_an_error_where_it_is_certain(used: Used, code: str) -> None:
    for target in (Target("local", "p"), Target("ai-platform", "my-project")):
        request = DeploymentRequest(target, model=Model("iris"), version=Version("v2"))
        found = [one for one in check(request, Seen(models=(), used=used)) if one.code.startswith("quota.")]
        assert [one.code for one in found] == ([code] if code else [])
        is_certain = target.platform == "local" and code != "quota.under-way"
        assert {one.severity for one in found} <= {Severity.ERROR if is_certain else Severity.WARNING}


def test_a_model_or_version_that_exists_takes_nothing_of_the_quota() -> None:
    iris = (ModelSeen("iris", {"v1": "READY"}),)
    full = Seen(models=iris, used=Used(100, 200, 0))
    request = DeploymentRequest(model=Model("iris"), version=Version("v1"))
    assert not any(one.code.startswith("quota.") for one in check(request, full))
    another = DeploymentRequest(model=Model("iris"), version=Version("v2"))
    assert [one.code for one in check(another, full) if one.code.startswith("quota.")] == ["quota.versions"]


def test_accelerators_take_a_quota_of_google_s_only() -> None:
    version = Version("v1", machine_type="n1-standard-4", accelerator=Accelerator("NVIDIA_TESLA_T4"))
    tensorflow = Artifact("m", "TENSORFLOW")
    google = DeploymentRequest(Target("ai-platform", "my-project"), artifact=tensorflow, version=version)
    assert "quota.accelerators" in {one.code for one in check(google, Seen())}
    assert "quota.accelerators" not in {
        one.code for one in check(DeploymentRequest(artifact=tensorflow, version=version), Seen())
    }


def checked(capsys: pytest.CaptureFixture[str], *argv: str) -> set[str]:
    """The codes that `modelport check` finds in the project."""
    main(["check", *argv, "--project", "test-project", "--format", "json"])
    return {finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]}


def test_the_command_asks_a_platform_that_is_up_about_names_that_were_given(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "R03" in checked(capsys, "--model", name)
    assert "R03" not in checked(capsys, "--model", name, "--region", "us-east1", "--bucket-location", "us-east1")
    assert "R03" not in checked(capsys)
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    assert "R03" not in checked(capsys, "--model", name)
    assert not (tmp_path / "local" / "server.json").exists()
