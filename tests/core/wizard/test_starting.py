"""The first draft: which of flag, environment, file and gcloud counts."""

import os
from functools import reduce
from pathlib import Path

import pytest

from modelport.errors import RequestFileError, UsageError
from modelport.journal import Journal
from modelport.preflight import Severity
from modelport.request import Accelerator, Container, DeploymentRequest, Explanation, Model, Target
from modelport.settings import Setting, Settings, find_settings
from modelport.wizard import saved
from modelport.wizard.checking import applicable, findings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft, with_assignment, with_file, with_flags
from modelport.wizard.steps import step_of

FILE = """
target: {project: from-file}
artifact: {source: model.joblib}
model: {name: iris, labels: {team: flowers}}
version: {runtime_version: "2.11", container: {image: us-central1-docker.pkg.dev/p/r/i}}
"""


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    """A request file beside its model."""
    path = tmp_path / "request.yaml"
    path.write_text(FILE)
    return path


def test_a_files_relative_path_is_meant_from_the_file(request_file: Path) -> None:
    draft = with_file(new_draft(Settings()), request_file)
    assert draft.text("artifact.source") == str(request_file.parent / "model.joblib")
    assert draft.answer("model.name").source is Source.FILE


def test_what_the_wizard_does_not_ask_is_kept(request_file: Path) -> None:
    request = with_file(new_draft(Settings()), request_file).request()
    assert request.version.container is not None
    assert request.model.labels == {"team": "flowers"}


def test_the_environment_stands_above_the_file_and_the_flag_above_both(request_file: Path) -> None:
    settings = Settings(project=Setting("from-environment", "MODELPORT_PROJECT"))
    assert with_file(new_draft(settings), request_file).text("target.project") == "from-environment"
    flagged = with_file(with_flags(new_draft(settings), {"target.project": "from-flag"}), request_file)
    assert flagged.text("target.project") == "from-flag"


def test_the_file_stands_above_gcloud(request_file: Path) -> None:
    settings = Settings(project=Setting("from-gcloud", "gcloud", from_gcloud=True))
    assert with_file(new_draft(settings), request_file).text("target.project") == "from-file"


def test_region_global_means_the_global_endpoint() -> None:
    assert with_flags(new_draft(Settings()), {"model.region": "global"}).text("model.endpoint") == "global"


def test_gclouds_framework_name_is_understood() -> None:
    draft = with_flags(new_draft(Settings()), {"artifact.framework": "scikit-learn"})
    assert draft.text("artifact.framework") == "SCIKIT_LEARN"


@pytest.mark.parametrize(
    "flags", [{"scaling.min_nodes": "two"}, {"target.platform": "moon"}, {"artifact.framework": "torch"}]
)
def test_an_impossible_flag_is_an_error_with_a_fix(flags: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        with_flags(new_draft(Settings()), flags)
    assert caught.value.fix


def test_set_takes_every_key_of_a_request() -> None:
    draft = with_assignment(new_draft(Settings()), "version.description=the first")
    draft = with_assignment(draft, "model.name=iris")
    assert draft.request().version.description == "the first"
    assert draft.request().model.name == "iris"


def assigned(*assignments: str) -> Draft:
    return reduce(with_assignment, assignments, new_draft(Settings()))


def test_set_takes_keys_that_are_whole_only_together_in_any_order() -> None:
    keys = ("version.explanation.paths=7", "version.explanation.method=xrai", "version.container.port=80")
    request = assigned(*keys, "version.container.image=2.10").request()
    assert request.version.explanation == Explanation("xrai", 7)
    assert request.version.container == Container("2.10", port=80)


def test_set_takes_whole_parts_and_single_entries_of_maps() -> None:
    container = "version.container={image: i, env: {A: a}}"
    keys = (container, "version.container.env.B=1.0", "version={name: v7}", "model.labels.team=3.10")
    request = assigned(*keys).request()
    assert request.version.container == Container("i", env={"A": "a", "B": "1.0"})
    assert (request.version.name, request.model.labels) == ("v7", {"team": "3.10"})


@pytest.mark.parametrize(
    ("assignment", "said", "advised"),
    [
        ("model.nam=iris", 'unknown key "model.nam"', 'mean "name"?'),
        ("nonsense", "is no assignment", "KEY=VALUE"),
        ("=1", "is no assignment", "KEY=VALUE"),
        ("version.container=5", "must be a map of keys", "image"),
        ("version={name: 2.10}", "must be a text", "quotes"),
        ("version.explanation.method=shapley", 'no "shapley"', 'mean "sampled-shapley"?'),
        ("scaling.targets.CPU=60", 'unknown key "scaling.targets.CPU"', 'mean "CPU_USAGE"?'),
    ],
)
def test_set_refuses_what_is_no_request_and_says_what_is(assignment: str, said: str, advised: str) -> None:
    with pytest.raises(UsageError) as caught:
        assigned(assignment)
    assert said in caught.value.summary
    assert advised in caught.value.fix


@pytest.mark.parametrize(
    ("assignment", "field"),
    [("version.explanation.paths=3", "version.explanation.method"), ("version.container.port=1", "container.image")],
)
def test_what_set_says_of_a_part_that_nobody_has_named_is_a_finding(assignment: str, field: str) -> None:
    draft = assigned(assignment)
    found = [each for each in findings(draft) if each.field.endswith(field)]
    assert [each.severity for each in found] == [Severity.ERROR]
    assert f"--set {found[0].field}=" in found[0].fix
    version = draft.request().version
    assert (version.explanation, version.container) == (None, None)


@pytest.mark.parametrize("name", ["NVIDIA_TESLA_T4", "nvidia-tesla-t4", "t4", " T4 "])
def test_an_accelerator_is_known_by_the_name_that_gcloud_has_and_in_short(name: str) -> None:
    assert (
        with_flags(new_draft(Settings()), {"version.accelerator.type": name}).text("version.accelerator.type")
        == "NVIDIA_TESLA_T4"
    )
    assert assigned(f"version.accelerator.type={name}").request().version.accelerator == Accelerator("NVIDIA_TESLA_T4")


def test_the_fix_of_accelerators_that_do_not_fit_leaves_no_number_of_them() -> None:
    flags = {"version.accelerator.type": "T4", "version.accelerator.count": "1", "artifact.framework": "scikit-learn"}
    draft = with_flags(new_draft(Settings()), flags)
    step = step_of("version.accelerator.type")
    assert step is not None
    mended = applicable(draft, step, "version.accelerator.type")
    assert mended is not None
    assert [each for each in findings(mended) if each.field.startswith("version.accelerator")] == []
    assert mended.request().version.accelerator is None


def test_a_number_of_accelerators_without_a_type_names_the_flag_that_there_is() -> None:
    draft = with_flags(new_draft(Settings()), {"version.accelerator.count": "2"})
    fixes = [each.fix for each in findings(draft) if each.field == "version.accelerator.count"]
    assert "(--accelerator)" in fixes[0]


def test_a_file_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "request.yaml"
    path.write_text("model: {nmae: iris}")
    with pytest.raises(RequestFileError) as caught:
        with_file(new_draft(Settings()), path)
    assert "model.nmae" in caught.value.summary
    assert '"name"' in caught.value.fix


def test_the_target_used_last_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no-gcloud"))
    monkeypatch.delenv("MODELPORT_TARGET", raising=False)
    assert new_draft(find_settings()).answer("target.platform").source is Source.DEFAULT
    Journal.create(DeploymentRequest(target=Target("ai-platform", "my-project")))
    answer = new_draft(find_settings()).answer("target.platform")
    assert (answer.value, answer.source) == ("ai-platform", Source.LAST)


def test_the_project_of_the_last_run_is_the_default_on_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no-gcloud"))
    monkeypatch.delenv("MODELPORT_PROJECT", raising=False)
    assert new_draft(find_settings()).text("target.project") == "demo-project"
    Journal.create(DeploymentRequest(target=Target("local", "acme-ml")))
    answer = new_draft(find_settings()).answer("target.project")
    assert (answer.value, answer.source, answer.reason) == ("acme-ml", Source.LAST, "as in the last run")
    assert new_draft(find_settings()).with_text("target.platform", "ai-platform").text("target.project") == ""
    monkeypatch.setenv("MODELPORT_PROJECT", "named")
    assert new_draft(find_settings()).text("target.project") == "named"


def test_of_two_runs_within_a_minute_the_later_one_is_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    for model, project in (("zebra", "first-project"), ("ant", "second-project")):
        Journal.create(DeploymentRequest(target=Target("local", project), model=Model(model)))
    last = find_settings({"CLOUDSDK_CONFIG": str(tmp_path)}).last_project
    assert last is not None
    assert last.value == "second-project"


def test_a_target_that_was_chosen_and_never_run_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no-gcloud"))
    monkeypatch.delenv("MODELPORT_TARGET", raising=False)
    saved.save(new_draft(find_settings()).with_text("target.platform", "ai-platform"))
    answer = new_draft(find_settings()).answer("target.platform")
    assert (answer.value, answer.source, answer.reason) == ("ai-platform", Source.LAST, "as in the last choice")
    saved.save(new_draft(find_settings()).with_text("target.platform", "local"))
    assert new_draft(find_settings()).text("target.platform") == "local"
    journal = Journal.create(DeploymentRequest(target=Target("ai-platform", "my-project")))
    os.utime(journal.path, (2**32, 2**32))
    assert new_draft(find_settings()).answer("target.platform").reason == "as in the last run"


def test_a_remembered_target_that_is_no_platform_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    (tmp_path / "target").write_text("moon")
    assert find_settings().last_target is None


def test_application_default_credentials_are_found_with_their_place_and_name_a_project(tmp_path: Path) -> None:
    environment = {"CLOUDSDK_CONFIG": str(tmp_path)}
    assert (find_settings(environment).credentials, find_settings(environment).project) == (None, None)
    login = tmp_path / "application_default_credentials.json"
    login.write_text('{"account": "me@example.com", "quota_project_id": "my-project", "refresh_token": "secret"}')
    found = find_settings(environment)
    assert found.credentials == Setting("me@example.com", "Application Default Credentials")
    assert found.project == Setting("my-project", "Application Default Credentials", from_gcloud=True)
    (tmp_path / "key.json").write_text('{"client_email": "robot@example.com", "project_id": "robots"}')
    environment["GOOGLE_APPLICATION_CREDENTIALS"] = str(tmp_path / "key.json")
    assert find_settings(environment).credentials == Setting("robot@example.com", "GOOGLE_APPLICATION_CREDENTIALS")
    environment["MODELPORT_ACCESS_TOKEN_FILE"] = "token"
    token = find_settings(environment).credentials
    assert token is not None
    assert token.where == "MODELPORT_ACCESS_TOKEN_FILE"


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        (None, "credentials.missing"),
        (Setting("me@example.com", "Application Default Credentials"), "credentials.found"),
    ],
)
def test_it_is_said_as_whom_an_endpoint_of_one_s_own_is_asked(credentials: Setting | None, code: str) -> None:
    endpoint = Setting("https://ml.example.com", "MODELPORT_AI_PLATFORM_ENDPOINT")
    draft = new_draft(Settings(ai_platform_endpoint=endpoint, credentials=credentials))
    google = draft.with_text("target.platform", "ai-platform")
    (told,) = [one for one in findings(google) if one.code.startswith("credentials.")]
    assert (told.code, told.field) == (code, "target.platform")
    assert credentials is None or "https://ml.example.com is asked as me@example.com" in told.message
    assert not [one for one in findings(draft) if one.code.startswith("credentials.")]
