"""The draft: defaults with reasons, answers that survive, and the request it makes."""

from dataclasses import replace

import pytest

from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.catalog import machines, regions
from modelport.seen import BucketSeen, ModelSeen
from modelport.settings import Setting, Settings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Kind, Source
from modelport.wizard.starting import new_draft, with_assignment
from modelport.wizard.steps import FIELDS, STEPS

REPORT = ArtifactReport(
    "./iris/model.joblib",
    "./iris",
    (ArtifactFile("model.joblib", 900),),
    framework="SCIKIT_LEARN",
    model_file="model.joblib",
    found="model.joblib: LogisticRegression, 4 features",
    library_version="1.0.2",
    sample_instances=([0.0, 0.0, 0.0, 0.0],),
)


def iris() -> Draft:
    """A draft about a model that was looked at."""
    return new_draft(Settings()).with_text("artifact.source", "./iris/model.joblib").with_seen(artifact=REPORT)


def test_every_default_has_a_reason_or_is_empty() -> None:
    draft = iris()
    for key, field in FIELDS.items():
        answer = draft.answer(key)
        empty = answer.value in ("", (), {})
        assert empty or answer.reason or answer.source is Source.TYPED or field.kind is Kind.CHOICE, key


def test_a_model_alone_answers_everything_that_is_required() -> None:
    draft = iris()
    unanswered = [f.key for f in FIELDS.values() if f.required and draft.applies(f.key) and not draft.text(f.key)]
    assert unanswered == []


def test_the_platforms_own_machine_is_the_default_of_each_endpoint() -> None:
    assert iris().text("version.machine_type") == "n1-standard-2"
    assert iris().with_text("model.endpoint", "global").text("version.machine_type") == "mls1-c1-m2"


def test_the_words_of_the_suggested_machine_agree_with_what_can_be_changed() -> None:
    field, answer = FIELDS["version.machine_type"], iris().answer("version.machine_type")
    assert answer.reason.endswith("a new version can use another")
    assert "a new version can use another" in field.unsure


@pytest.mark.parametrize("region", [region.name for region in regions.serving(regions.REGIONAL)])
def test_machines_are_shown_with_the_accelerators_of_the_region_alone(region: str) -> None:
    draft = iris().with_text("model.region", region)
    there = regions.find(region)
    assert there is not None
    shown = {name for choice in draft.choices("version.machine_type") for name in choice.cells[-1].split(", ")}
    known = {kind.short for kind in machines.all_accelerators() if kind.name in there.accelerators}
    offered = {choice.label for choice in draft.choices("version.accelerator.type") if choice.value}
    assert shown == known == offered


def test_an_answer_made_impossible_is_set_aside_and_comes_back() -> None:
    draft = iris().with_text("version.machine_type", "n1-highmem-8")
    elsewhere = draft.with_text("model.endpoint", "global")
    assert elsewhere.text("version.machine_type") == "mls1-c1-m2"
    assert "n1-highmem-8 is not possible here" in elsewhere.answer("version.machine_type").reason
    assert elsewhere.with_text("model.endpoint", "regional").text("version.machine_type") == "n1-highmem-8"


def test_an_answer_from_a_flag_is_never_set_aside() -> None:
    draft = iris().with_value("version.machine_type", "n1-highmem-8", Source.FLAG).with_text("model.endpoint", "global")
    assert draft.text("version.machine_type") == "n1-highmem-8"


def test_accepting_a_default_does_not_make_it_typed() -> None:
    assert iris().with_text("target.project", "demo-project").given.keys() == {"artifact.source"}


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    draft = iris().with_text("scaling.min_nodes", "two")
    assert str(draft.answer("scaling.min_nodes").value) == "two"
    assert draft.request().scaling.min_nodes is None


def test_the_region_follows_the_bucket() -> None:
    seen = (BucketSeen("mine", "europe-west4"),)
    draft = iris().with_seen(buckets=seen).with_text("bucket.name", "mine")
    assert draft.text("bucket.location") == "europe-west4"
    assert draft.text("model.region") == "europe-west4"


def test_the_next_version_is_the_next_free_number() -> None:
    draft = iris().with_seen(models=(ModelSeen("iris", {"v1": "READY", "v9": "FAILED", "other": "READY"}),))
    assert draft.text("version.name") == "v10"


def test_the_runtime_with_the_models_own_library_is_suggested() -> None:
    answer = iris().answer("version.runtime_version")
    assert (answer.value, answer.source) == ("2.11", Source.SUGGESTED)
    assert "scikit-learn 1.0" in answer.reason


@pytest.mark.parametrize(
    ("libraries", "runtime", "reason"),
    [
        ({"scikit-learn": "1.0.2", "xgboost": "1.4.2"}, "2.7", "the newest with scikit-learn 1.0 and XGBoost 1.4"),
        ({"xgboost": "1.2.1"}, "2.3", "the newest with XGBoost 1.2"),
        ({"scikit-learn": "1.0.2", "xgboost": "0.90"}, "2.11", "the newest; no runtime has"),
    ],
)
def test_the_runtime_has_every_library_that_saved_the_model(
    libraries: dict[str, str], runtime: str, reason: str
) -> None:
    report = replace(REPORT, library_versions=tuple(libraries.items()))
    answer = iris().with_seen(artifact=report).answer("version.runtime_version")
    assert answer.value == runtime
    assert answer.reason.startswith(reason)


def test_a_container_brings_its_own_libraries() -> None:
    draft = with_assignment(iris(), "version.container.image=us-central1-docker.pkg.dev/p/r/i")
    version = draft.request().version
    assert version.container is not None
    assert (version.runtime_version, version.python_version, draft.request().artifact.framework) == ("", "", "")
    told = draft.with_value("version.runtime_version", "2.11", Source.FILE)
    assert told.request().version.runtime_version == "2.11"


def test_a_runtime_with_one_python_leaves_no_choice() -> None:
    assert iris().answer("version.python_version").source is Source.ONLY_CHOICE
    older = iris().with_text("version.runtime_version", "1.15")
    assert [choice.value for choice in older.choices("version.python_version")] == ["2.7", "3.7"]


def test_settings_are_defaults_with_their_place() -> None:
    settings = Settings(project=Setting("my-project", 'gcloud configuration "default"', from_gcloud=True))
    answer = new_draft(settings).answer("target.project")
    assert (answer.value, answer.source, answer.reason) == (
        "my-project",
        Source.GCLOUD,
        'gcloud configuration "default"',
    )


def test_the_request_holds_only_what_applies() -> None:
    draft = iris().with_text("scaling.mode", "manual").with_text("scaling.nodes", "2")
    scaling = draft.request().scaling
    assert (scaling.mode, scaling.nodes, scaling.min_nodes, scaling.max_nodes) == ("manual", 2, None, None)


def test_custom_code_is_asked_for_on_the_global_endpoint_only() -> None:
    draft = iris()
    assert not draft.applies("artifact.packages")
    assert draft.with_text("model.endpoint", "global").applies("artifact.packages")


def test_an_accelerator_goes_into_the_request_whole() -> None:
    draft = (
        iris().with_text("artifact.framework", "TENSORFLOW").with_text("version.accelerator.type", "NVIDIA_TESLA_T4")
    )
    assert draft.request().version.accelerator is not None
    assert draft.request().version.accelerator.count == 1  # type: ignore[union-attr]


def test_there_are_the_eight_steps_in_the_users_order() -> None:
    assert [step.id for step in STEPS] == [
        "target",
        "bucket",
        "upload",
        "endpoint",
        "framework",
        "machine",
        "scaling",
        "review",
    ]
