"""Files on their way into a bucket."""

from pathlib import Path

from modelport.platforms.reading import CountingReader


def test_a_file_is_the_same_however_its_path_is_spelled(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "model.joblib").write_bytes(b"model")
    (tmp_path / "link").symlink_to(tmp_path / "model.joblib")
    spelled = [tmp_path / "model.joblib", tmp_path / "here" / ".." / "model.joblib", tmp_path / "link"]
    readers = [CountingReader(path, lambda _done: None, lambda: None) for path in spelled]
    assert len({reader.identity for reader in readers}) == 1
    for reader in readers:
        reader.close()
