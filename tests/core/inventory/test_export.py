"""Rows as files."""

import csv
import io
import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from modelport.errors import ModelportError
from modelport.inventory.export import FORMS, save, text_of
from modelport.inventory.rows import VersionRow, version_row

NASTY = '=HYPERLINK("http://x";"y")'


def row(version: str, **more: object) -> VersionRow:
    name = f"projects/p/models/iris/versions/{version}"
    return version_row("us-central1", {"name": name, "state": "READY", **more})


def test_json_and_yaml_hold_what_the_platform_sent() -> None:
    rows = [row("v1", labels={"team": "yes"}), row("v2", description="ä\n- b: [c")]
    listed = [each.resource | {"endpoint": each.region} for each in rows]
    assert json.loads(text_of(rows, "json")) == listed
    assert YAML(typ="safe").load(text_of(rows, "yaml")) == listed


def test_a_line_of_csv_holds_a_version_whatever_its_texts_hold() -> None:
    rows = [row("v1", description='two\nlines, and "quotes"', isDefault=True), row("v2")]
    first, second = csv.DictReader(io.StringIO(text_of(rows, "csv")))
    assert (first["version"], first["is_default"], first["region"]) == ("v1", "true", "us-central1")
    assert first["description"] == 'two\nlines, and "quotes"'
    assert (second["version"], second["is_default"]) == ("v2", "false")


@pytest.mark.parametrize("text", [NASTY, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    (found,) = csv.DictReader(io.StringIO(text_of([row("v1", description=text)], "csv"), newline=""))
    assert found["description"] == f"'{text}"


@pytest.mark.parametrize("form", FORMS)
def test_a_list_without_rows_is_a_whole_file(form: str) -> None:
    assert text_of([], form).endswith("\n")


def test_a_file_is_replaced_only_where_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "versions.csv"
    save(path, "first", may_replace=False)
    with pytest.raises(ModelportError, match="exists already"):
        save(path, "second", may_replace=False)
    assert path.read_text() == "first"
    save(path, "second", may_replace=True)
    assert path.read_text() == "second"


def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelportError, match="could not be written"):
        save(tmp_path / "none" / "versions.csv", "", may_replace=False)
