"""Output where the encoding lacks characters."""

import io
import json
import sys

import pytest

from modelport_tui.encoding import write_whatever_the_encoding_has


@pytest.mark.parametrize("text", ["★ iris", "Modèle ünï", "not UTF-8: \udcff", "𝄞"])
def test_what_the_encoding_lacks_becomes_an_escape_of_json(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, "ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    write_whatever_the_encoding_has()
    stream.write(json.dumps([text], ensure_ascii=False))
    stream.flush()
    assert json.loads(written.getvalue()) == [text]
