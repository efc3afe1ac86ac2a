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
