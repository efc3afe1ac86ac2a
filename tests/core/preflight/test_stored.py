"""Files that a deleted version has left in the bucket are found before the upload."""

from contextlib import closing
from pathlib import Path
from uuid import uuid4

import joblib
from sklearn.dummy import DummyClassifier

from modelport.platforms.reading import CountingReader
from modelport.platforms.session import Session
from modelport.platforms.storage import StorageClient
from modelport.preflight import Finding, Severity, check
from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import look_at_everything
from modelport.wizard.starting import new_draft


def left_behind(session: Session, path: Path, bucket: str, name: str) -> None:
    """An object that nobody took away."""
    path.write_text("left")
    with closing(StorageClient(session)) as storage:
        storage.create_bucket(bucket, "us-central1")
        with closing(CountingReader(path, lambda done: None, lambda: None)) as reader:
            storage.upload(reader, bucket, name)


def looked_at(model: Path, bucket: str, version: str) -> Draft:
    draft = new_draft(Settings())
    answers = {
        "target.project": "test-project", "bucket.name": bucket, "artifact.source": str(model),
        "model.name": "forest", "version.name": version,
    }  # fmt: skip
    for key, text in answers.items():
        draft = draft.with_text(key, text)
    return look_at_everything(draft, ("platform", "artifact", "buckets", "models", "stored"))


def findings(draft: Draft) -> list[Finding]:
    return [each for each in check(draft.request(), draft.seen) if each.code == "version.files-there"]


def test_files_of_another_version_of_that_name_are_an_error_with_the_next_name(
    session: Session, tmp_path: Path
) -> None:
    bucket, model = f"b-{uuid4().hex[:12]}", tmp_path / "model.joblib"
    joblib.dump(DummyClassifier().fit([[0], [1]], [0, 1]), model)
    left_behind(session, tmp_path / "old.bst", bucket, "forest/v1/old.bst")
    draft = looked_at(model, bucket, "v1")
    (found,) = findings(draft)
    assert (found.severity, found.apply) == (Severity.ERROR, ("version.name", "v2"))
    assert f"gs://{bucket}/forest/v1/old.bst" in found.message
    assert not findings(draft.with_text("version.name", "v2"))


def test_the_models_own_files_from_a_run_that_was_cut_off_are_no_finding(session: Session, tmp_path: Path) -> None:
    bucket, model = f"b-{uuid4().hex[:12]}", tmp_path / "model.joblib"
    joblib.dump(DummyClassifier().fit([[0], [1]], [0, 1]), model)
    left_behind(session, tmp_path / "half", bucket, "forest/v1/model.joblib")
    assert not findings(looked_at(model, bucket, "v1"))
