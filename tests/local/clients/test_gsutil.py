"""The real gsutil, over TLS with the platform's certificate verified."""

from pathlib import Path

import pytest

from local.clients.shell import Shell, installed

pytestmark = pytest.mark.filterwarnings("default:gsutil is not installed")


def test_gsutil_keeps_changes_and_gives_back_files(shell: Shell, tmp_path: Path) -> None:
    if not installed("gsutil"):
        return
    tree, back = tmp_path / "tree", tmp_path / "back"
    (tree / "sub").mkdir(parents=True)
    (tree / "a").write_text("first")
    (tree / "sub" / "b c").write_bytes(bytes(9_000_000))
    back.mkdir()

    shell.run("gsutil", "mb", "-l", "us-central1", "gs://gsutil-files")
    shell.run("gsutil", "cp", tree / "a", "gs://gsutil-files/one")
    shell.run("gsutil", "-m", "cp", "-r", tree, "gs://gsutil-files/")
    assert shell.run("gsutil", "cat", "gs://gsutil-files/one") == "first"
    assert "Hash (crc32c)" in shell.run("gsutil", "stat", "gs://gsutil-files/tree/sub/b c")
    assert "Storage class:" in shell.run("gsutil", "ls", "-L", "gs://gsutil-files/one")
    shell.run("gsutil", "mv", "gs://gsutil-files/one", "gs://gsutil-files/two")
    shell.run("gsutil", "rsync", "-r", "gs://gsutil-files", back)
    assert (back / "two").read_text() == "first"
    assert (back / "tree" / "sub" / "b c").stat().st_size == 9_000_000
    assert shell.run("gsutil", "du", "-s", "gs://gsutil-files").split()[0] == str(9_000_000 + 2 * len("first"))
    grant = "serviceAccount:a@b.iam.gserviceaccount.com:objectViewer"
    shell.run("gsutil", "iam", "ch", grant, "gs://gsutil-files")
    assert "a@b.iam" in shell.run("gsutil", "iam", "get", "gs://gsutil-files")
    shell.run("gsutil", "rm", "-r", "gs://gsutil-files")
    assert "404" in shell.fail("gsutil", "ls", "gs://gsutil-files")


def test_gsutil_compresses_and_is_told_what_cannot_be(shell: Shell, tmp_path: Path) -> None:
    if not installed("gsutil"):
        return
    page, back = tmp_path / "page.html", tmp_path / "back"
    page.write_text("much of the same " * 10_000)
    shell.run("gsutil", "mb", "gs://gsutil-gzip")
    shell.run("gsutil", "cp", "-J", page, "gs://gsutil-gzip/on-the-way")
    assert shell.run("gsutil", "cat", "gs://gsutil-gzip/on-the-way") == page.read_text()
    shell.run("gsutil", "-o", "GSUtil:resumable_threshold=1", "cp", "-J", page, "gs://gsutil-gzip/resumable")
    assert shell.run("gsutil", "cat", "gs://gsutil-gzip/resumable") == page.read_text()
    shell.run("gsutil", "cp", "-Z", page, "gs://gsutil-gzip/stored")
    shell.run("gsutil", "cp", "gs://gsutil-gzip/stored", back)
    assert back.read_text() == page.read_text()
    assert "Enabled: True" in shell.run("gsutil", "ubla", "get", "gs://gsutil-gzip")
    assert shell.run("gsutil", "notification", "list", "gs://gsutil-gzip") == ""
    assert "newest version" in shell.fail("gsutil", "versioning", "set", "on", "gs://gsutil-gzip")
    assert "BucketNotEmpty" in shell.fail("gsutil", "rb", "gs://gsutil-gzip")
