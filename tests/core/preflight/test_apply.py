"""A finding that one answer mends says which, and is gone once the answer is given."""

from dataclasses import replace
from pathlib import Path

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from modelport import preflight
from modelport.artifacts import inspect
from modelport.artifacts.report import ArtifactFile, ArtifactProblem
from modelport.preflight import Severity
from modelport.settings import Settings
from modelport.wizard.checking import applicable
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft
from modelport.wizard.steps import step_of

from .test_instances import ROWS
from .test_libraries import BOOSTER


def draft_of(**answers: str) -> Draft:
    """A draft with these answers, as a file would give them: `model__region="us-west1"`."""
    draft = new_draft(Settings()).with_seen(artifact=ROWS)
    for key, text in answers.items():
        draft = draft.with_text(key.replace("__", "."), text, Source.FILE)
    return draft


def codes(draft: Draft) -> set[str]:
    """The codes that preflight finds."""
    return {finding.code for finding in preflight.check(draft.request(), draft.seen)}


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("R02", {"version__machine_type": "mls1-c1-m2"}),
        ("R04", {"model__endpoint": "global", "model__region": "us-west1"}),
        ("R16", {"scaling__mode": "manual", "scaling__nodes": "0"}),
        ("R16", {"scaling__min_nodes": "0"}),
        ("R17", {"scaling__min_nodes": "3", "scaling__max_nodes": "2"}),
        ("R19", {"version__python_version": "2.7"}),
        ("R24", {"bucket__location": "us-east1", "model__region": "us-central1"}),
        ("runtime.unknown", {"version__runtime_version": "2.0"}),
        ("machine.unknown", {"version__machine_type": "n1-tiny"}),
        ("framework.differs", {"artifact__framework": "XGBOOST"}),
        ("instances.form", {"after__test_instances": "[[1, 2]]"}),
    ],
)
def test_the_answer_that_a_finding_offers_mends_it(code: str, answers: dict[str, str]) -> None:
    draft = draft_of(**answers)
    offered = [one.apply for one in preflight.check(draft.request(), draft.seen) if one.code == code and one.apply]
    key, text = offered[0]
    assert code not in codes(draft.with_text(key, text))


def test_the_focused_field_s_finding_is_mended_first_and_others_in_turn() -> None:
    draft = draft_of(scaling__min_nodes="0", scaling__max_nodes="0")
    step = step_of("scaling.min_nodes")
    assert step is not None
    mended = applicable(draft, step, "scaling.max_nodes")
    assert mended is not None
    assert (mended.text("scaling.min_nodes"), mended.text("scaling.max_nodes")) == ("0", "1")
    again = applicable(mended, step)
    assert again is not None
    assert again.text("scaling.min_nodes") == "1"
    assert applicable(again, step) is None


def test_a_step_without_such_findings_has_nothing_to_apply() -> None:
    draft = new_draft(Settings())
    step = step_of("model.name")
    assert step is not None
    assert applicable(draft, step) is None


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("R01", {"model__name": "my-model"}),
        ("R01", {"version__name": "1.0"}),
        ("R12", {"version__accelerator__type": "NVIDIA_TESLA_T4", "version__accelerator__count": "1"}),
        ("R24", {"bucket__location": "us"}),
        ("R29", {"target__platform": "ai-platform", "scaling__max_nodes": "50"}),
    ],
)
def test_the_nearest_answer_that_is_possible_is_offered(code: str, answers: dict[str, str]) -> None:
    draft = draft_of(**answers)
    (key, text), *_ = [
        one.apply for one in preflight.check(draft.request(), draft.seen) if one.code == code and one.apply
    ]
    assert code not in codes(draft.with_text(key, text))


def test_a_model_too_large_for_the_global_endpoint_is_offered_the_regional_one() -> None:
    large = replace(ROWS, files=(ArtifactFile("model.joblib", 600 << 20), ArtifactFile("train.csv", 1)))
    draft = draft_of(model__endpoint="global").with_seen(artifact=large)
    assert codes(draft) >= {"R23"}
    offered = next(one for one in preflight.check(draft.request(), draft.seen) if one.code == "R23")
    assert offered.message == "The model's files have 601 MB; mls1-c1-m2 takes 500 MB."
    assert offered.apply
    assert not codes(draft.with_text(*offered.apply)) & {"R23", "R02"}


def test_what_is_too_large_for_every_machine_is_offered_none() -> None:
    large = replace(ROWS, files=(ArtifactFile("model.joblib", 11 << 30),))
    draft = draft_of().with_seen(artifact=large)
    found = next(one for one in preflight.check(draft.request(), draft.seen) if one.code == "R23")
    assert found.apply is None
    assert found.fix.startswith("No machine type takes more:")


def test_the_directory_that_holds_the_model_is_offered_as_the_source(tmp_path: Path) -> None:
    (tmp_path / "out" / "best").mkdir(parents=True)
    joblib.dump(DummyClassifier().fit([[0.0]], [1]), tmp_path / "out" / "best" / "model.joblib")
    draft = draft_of(artifact__source=str(tmp_path)).with_seen(artifact=inspect(tmp_path))
    offered = next(one for one in preflight.check(draft.request(), draft.seen) if one.code == "artifact.model-nested")
    assert offered.apply == ("artifact.source", str(tmp_path / "out" / "best"))
    assert "artifact.model-nested" not in codes(draft.with_seen(artifact=inspect(offered.apply[1])))


@pytest.mark.parametrize("part", ["variables", "assets"])
def test_a_part_of_a_saved_model_leads_to_the_whole(part: str, tmp_path: Path) -> None:
    (tmp_path / part).mkdir()
    (tmp_path / part / "data").write_bytes(b"\x01\x02")
    (tmp_path / "saved_model.pb").write_bytes(b"")
    (found,) = inspect(tmp_path / part).problems
    assert (found.code, found.better_source) == ("artifact.nothing-recognised", str(tmp_path))


def test_a_file_of_xgboost_s_own_is_offered_the_newest_runtime_that_reads_it() -> None:
    json_file = replace(BOOSTER, file_format="UBJSON", base_score="5E-1")
    draft = draft_of(target__platform="ai-platform", version__runtime_version="2.1").with_seen(artifact=json_file)
    offered = next(one for one in preflight.check(draft.request(), draft.seen) if one.code == "xgboost.format")
    assert offered.apply == ("version.runtime_version", "2.11")
    assert "xgboost.format" not in codes(draft.with_text(*offered.apply))


def test_names_of_features_are_an_error_for_google_alone() -> None:
    named = replace(BOOSTER, problems=(ArtifactProblem("artifact.named-features", "warning", "m", "f"),))
    for platform, severity in (("ai-platform", Severity.ERROR), ("local", Severity.WARNING)):
        draft = draft_of(target__platform=platform).with_seen(artifact=named)
        found = preflight.check(draft.request(), draft.seen)
        assert [one.severity for one in found if one.code == "artifact.named-features"] == [severity]
