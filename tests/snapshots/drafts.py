"""Drafts for pictures: everything is looked up already, so that nothing depends on a machine or a moment."""

from typing import Any

from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.seen import BucketSeen, ModelSeen, Used
from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.lookups import LOOKUPS, Facts, with_facts
from modelport.wizard.starting import new_draft

REPORT = ArtifactReport(
    source="iris/model.joblib",
    root="iris",
    files=(ArtifactFile("model.joblib", 991),),
    framework="SCIKIT_LEARN",
    model_file="model.joblib",
    found="model.joblib: Pipeline (StandardScaler, LogisticRegression), 4 features, saved with scikit-learn 1.9.1",
    library_version="1.9.1",
    feature_count=4,
    sample_instances=([0.0, 0.0, 0.0, 0.0],),
)
FACTS: dict[str, dict[str, Any]] = {
    "platform": {"platform": "The embedded platform is running at http://127.0.0.1:8080"},
    "artifact": {"artifact": REPORT},
    "buckets": {"buckets": (BucketSeen("demo-project-aiplatform", "us-central1"),), "bucket_state": "exists"},
    "models": {"models": (ModelSeen("iris", {"v1": "READY"}),)},
    "stored": {"strangers": ()},
    "quotas": {"used": Used(1, 1, 0)},
}


def iris() -> Draft:
    """A draft about a scikit-learn model, as it is after a person pressed nothing but Enter."""
    draft = new_draft(Settings()).with_value("artifact.source", "iris/model.joblib", Source.FLAG, "PATH")
    return settled(draft)


def settled(draft: Draft) -> Draft:
    """The draft with an answer to every lookup, as often as answers lead to new questions."""
    for _ in range(2):
        for lookup in LOOKUPS:
            draft = with_facts(draft, lookup, lookup.about(draft), Facts(FACTS.get(lookup.id, {})))
    return draft
