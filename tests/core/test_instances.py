"""Instances from files."""

from pathlib import Path

import pytest

from modelport.errors import UsageError
from modelport.instances import advice, read_json_instances, read_json_request, read_text_instances


def test_files_of_instances_have_the_forms_that_gcloud_takes(tmp_path: Path) -> None:
    file = tmp_path / "instances"
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n[2]\n')
    assert read_json_instances(str(file)) == [{"a": 1}, [2]]
    file.write_text("107,4.9\nx y\n")
    assert read_text_instances(str(file)) == ["107,4.9", "x y"]
    file.write_text('{"instances": [1, 2], "signature_name": "x"}')
    assert read_json_request(str(file)) == {"instances": [1, 2], "signature_name": "x"}


@pytest.mark.parametrize("content", ["", "[1]\n\n[2]\n", "[1]\nnot json\n", "\udcff"])
def test_a_file_that_holds_no_instances_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "instances"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError):
        read_json_instances(str(file))
    with pytest.raises(UsageError):
        read_json_request(str(file))


def test_a_list_of_instances_in_one_line_is_told_from_one_instance() -> None:
    assert "list of 2" in advice([[[0.1, 2.0], [3, 4]]])
    assert "--json-request" in advice([[{"a": 1}]])
    assert advice([[0.1, 2.0]]) == advice([[1], [2]]) == advice([{"image": [[0]]}]) == advice([[]]) == ""
