"""What is said while nothing else can be."""

import pytest

from modelport.platforms import under_way
from modelport_tui import waiting
from waiting import until


def test_a_slow_wait_is_told_and_a_quick_one_is_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with waiting.told_if_slow("the endpoints"):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(waiting, "SILENT_SECONDS", 0.01)
    said = ""

    def is_told_twice() -> bool:
        nonlocal said
        said += capsys.readouterr().err
        return said.count("still waiting for the endpoints") >= 2

    with waiting.told_if_slow("the endpoints"):
        until(is_told_twice)
    assert "Ctrl-C leaves." in said


def test_who_owes_an_answer_is_named_and_of_several_the_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "SILENT_SECONDS", 0.0)
    monkeypatch.setattr(waiting, "SILENT_SECONDS", 0.01)
    said = ""

    def is_told() -> bool:
        nonlocal said
        said += capsys.readouterr().err
        return "europe-west1 and 1 more do not answer yet (" in said

    with waiting.told_if_slow(), under_way.noted("europe-west1"), under_way.noted("us-east1"):
        until(is_told)
    assert said.startswith("… europe-west1")
