"""What a file or a flag says is never dropped without a word: defaults follow it, or a finding names it."""

import pytest

from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.preflight import Severity
from modelport.seen import BucketSeen
from modelport.settings import Settings
from modelport.wizard.checking import findings
from modelport.wizard.draft import CUSTOM_ROUTINE, Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft, with_flags

FOREST = ArtifactReport(
    "forest.joblib",
    ".",
    (ArtifactFile("forest.joblib", 900),),
    framework="SCIKIT_LEARN",
    model_file="forest.joblib",
    found="forest.joblib: RandomForestClassifier",
    library_version="1.0.2",
)


def told(**flags: str) -> Draft:
    keys = {name.replace("__", "."): text for name, text in flags.items()}
    return with_flags(new_draft(Settings()).with_seen(artifact=FOREST), keys)


def errors(draft: Draft) -> set[tuple[str, str]]:
    return {(each.code, each.field) for each in findings(draft) if each.severity is Severity.ERROR}


def test_a_prediction_class_decides_endpoint_and_framework() -> None:
    draft = told(artifact__prediction_class="my_pred.Predictor", artifact__packages="gs://b/my_pred-0.1.tar.gz")
    request = draft.request()
    assert (draft.text("artifact.framework"), request.artifact.framework) == (CUSTOM_ROUTINE, "")
    assert (request.model.endpoint, request.artifact.prediction_class) == ("global", "my_pred.Predictor")
    assert request.artifact.packages == ("gs://b/my_pred-0.1.tar.gz",)


def test_a_region_decides_where_the_bucket_is_and_which_one_it_is() -> None:
    draft = told(target__project="p", model__region="europe-west1")
    assert (draft.text("bucket.name"), draft.text("bucket.location")) == ("p-aiplatform", "europe-west1")
    elsewhere = draft.with_seen(buckets=(BucketSeen("p-aiplatform", "us-central1"),))
    assert elsewhere.text("bucket.name") == "p-aiplatform-europe-west1"
    assert elsewhere.text("bucket.location") == "europe-west1"
    assert not {code for code, _ in errors(elsewhere)} & {"R24"}
    there = draft.with_seen(buckets=(BucketSeen("p-aiplatform", "europe-west1"),))
    assert there.text("bucket.name") == "p-aiplatform"


def test_a_number_of_nodes_means_manual_scaling() -> None:
    scaling = told(scaling__nodes="3").request().scaling
    assert (scaling.mode, scaling.nodes, scaling.min_nodes) == ("manual", 3, None)


@pytest.mark.parametrize(
    ("flags", "code", "field"),
    [
        ({"artifact__packages": "gs://b/p-1.tar.gz", "model__endpoint": "regional"}, "R06", "model.endpoint"),
        ({"scaling__nodes": "3", "scaling__mode": "auto"}, "R15", "scaling.nodes"),
        ({"scaling__min_nodes": "2", "scaling__mode": "manual"}, "R15", "scaling.min_nodes"),
        ({"scaling__targets__GPU_DUTY_CYCLE": "50"}, "R18", "scaling.targets.GPU_DUTY_CYCLE"),
        ({"version__accelerator__count": "2"}, "R13", "version.accelerator.count"),
        ({"version__accelerator__type": "NVIDIA_TESLA_T4"}, "R12", "version.accelerator.type"),
        ({"version__service_account": "me@p.iam.gserviceaccount.com"}, "R10", "version.service_account"),
    ],
)
def test_what_has_no_place_is_shown_and_named(flags: dict[str, str], code: str, field: str) -> None:
    draft = told(**flags)
    assert (code, field) in errors(draft)
    assert draft.applies(next(iter(flags)).replace("__", "."))


def test_a_console_log_on_a_regional_endpoint_is_warned_of() -> None:
    assert "R22" in {each.code for each in findings(told(model__console_logging="yes"))}


def test_every_fix_that_can_be_applied_clears_its_finding() -> None:
    draft = told(scaling__min_nodes="2", scaling__mode="manual", version__accelerator__count="2")
    for finding in findings(draft):
        if finding.apply:
            draft = draft.with_text(*finding.apply)
    assert not errors(draft)


def test_typing_otherwise_sets_aside_what_was_told() -> None:
    draft = told(scaling__nodes="3").with_text("scaling.mode", "auto")
    assert not draft.applies("scaling.nodes")
    assert not errors(draft)
    assert draft.with_text("scaling.mode", "manual").answer("scaling.nodes").value == 3


def test_a_file_that_says_no_says_nothing() -> None:
    draft = told().with_value("model.console_logging", False, Source.FILE)
    assert not draft.applies("model.console_logging")
