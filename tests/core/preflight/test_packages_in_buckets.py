"""Packages in a bucket are read beforehand as those on disk are."""

import io
import tarfile
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from modelport.platforms.reading import CountingReader
from modelport.platforms.session import Session
from modelport.platforms.storage import StorageClient
from modelport.preflight import Finding, Severity
from modelport.settings import Settings
from modelport.wizard.checking import findings
from modelport.wizard.looked_up import packages
from modelport.wizard.lookups import look_at_everything
from modelport.wizard.starting import new_draft

CODE = """class Predictor:
    @classmethod
    def from_path(cls, model_dir):
        return cls()

    def predict(self, instances, **kwargs):
        return instances
"""


@pytest.fixture
def bucket(session: Session) -> str:
    name = f"packages-{uuid.uuid4().hex[:8]}"
    with closing(StorageClient(session)) as storage:
        storage.create_bucket(name, "us-central1")
    return name


def stored(session: Session, directory: Path, bucket: str, name: str = "my_code-1.tar.gz", **members: str) -> str:
    """The URI of an sdist with these members, in the bucket."""
    path = directory / name
    with tarfile.open(path, "w:gz") as archive:
        for member, text in members.items():
            info = tarfile.TarInfo(f"my_code-1/{member.replace('_py', '.py')}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    with closing(StorageClient(session)) as storage, closing(CountingReader(path, _ignore, _go_on)) as reader:
        storage.upload(reader, bucket, f"code/{name}")
    return f"gs://{bucket}/code/{name}"


def _ignore(_done: int) -> None: ...


def _go_on() -> None: ...


def told(*sources: str, prediction_class: str = "code.Predictor") -> list[Finding]:
    """What is said about the packages and the class."""
    draft = new_draft(Settings()).with_seen(platform="it runs")
    answers = {"target.project": "test-project", "model.endpoint": "global", "artifact.framework": "CUSTOM",
               "artifact.packages": ", ".join(sources), "artifact.prediction_class": prediction_class}  # fmt: skip
    for key, text in answers.items():
        draft = draft.with_text(key, text)
    draft = look_at_everything(draft, ("packages",))
    return [one for one in findings(draft) if one.field in ("artifact.packages", "artifact.prediction_class")]


def test_a_good_one_gets_no_word_and_a_bad_one_says_why(session: Session, bucket: str, tmp_path: Path) -> None:
    good = stored(session, tmp_path, bucket, setup_py="", code_py=CODE)
    assert told(good) == []
    (missing,) = told(good, prediction_class="kode.Predictor")
    assert (missing.code, missing.severity) == ("class.missing", Severity.ERROR)
    assert missing.message == "No package has the module kode; they hold code."
    (unusable,) = told(stored(session, tmp_path, bucket, "b.tar.gz", setup_py="", code_py="class Predictor: ..."))
    assert unusable.code == "class.unusable"
    (broken,) = told(stored(session, tmp_path, bucket, "c.tar.gz", code_py=CODE))
    assert "there is no setup.py" in broken.message


def test_one_on_disk_and_one_in_a_bucket_are_judged_together(session: Session, bucket: str, tmp_path: Path) -> None:
    there = stored(session, tmp_path, bucket, setup_py="", other_py="")
    here = stored(session, tmp_path, bucket, "mine-1.tar.gz", setup_py="", code_py=CODE)
    assert told(there, str(tmp_path / "mine-1.tar.gz")) == []
    assert told(there, here) == []
    assert [one.code for one in told(there)] == ["class.missing"]


def test_an_object_that_is_not_there_is_an_error(session: Session, bucket: str) -> None:
    (none,) = told(f"gs://{bucket}/code/none.tar.gz")
    assert (none.code, none.severity) == ("package.unusable", Severity.ERROR)
    assert none.message == f"gs://{bucket}/code/none.tar.gz can't be installed: no object has this name."
    assert none.fix == f"Look: gcloud storage ls gs://{bucket}/code/"
    assert [one.code for one in told(f"gs://no-{bucket}/none.tar.gz")] == ["package.unusable"]


def test_a_typo_gets_the_nearest_object_beside_it(session: Session, bucket: str, tmp_path: Path) -> None:
    there = stored(session, tmp_path, bucket, setup_py="", code_py=CODE)
    (typo,) = told(there.replace("my_code", "my_cdoe"))
    assert (typo.fix, typo.apply) == (f"Did you mean {there}?", ("artifact.packages", there))


def test_a_large_one_is_said_not_to_have_been_read(
    session: Session, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = stored(session, tmp_path, bucket, code_py=CODE)
    monkeypatch.setattr(packages, "READ_AT_MOST", 100)
    (unread,) = told(large)
    assert (unread.code, unread.severity) == ("package.unread", Severity.INFO)
    assert unread.message.startswith(f"{large} was not read beforehand: it has ")
