"""A step's row: what it takes usually stands beside the time that is running."""

import pytest

from modelport.durations import Usual
from modelport.events import BytesMoved, Retried, StateSeen, StepFinished, StepStarted
from modelport_tui.run.steps import StepRow

STARTED = StepStarted("wait", "Wait until it serves", "projects/p/models/m/versions/v1")


@pytest.mark.parametrize(
    ("usual", "words"),
    [(Usual(10.0, "seconds"), "usually under 0:10"), (Usual(None, "minutes"), "usually minutes"), (None, "")],
)
@pytest.mark.parametrize("width", [80, 120])
def test_a_running_step_says_how_long_it_takes_usually(usual: Usual | None, words: str, width: int) -> None:
    row = StepRow(STARTED.title, usual=usual)
    row.take(STARTED)
    row.take(StateSeen("wait", "CREATING", "create_m_v1-17000000000000000000000000000000000", 1.0))
    text = row.content(width).plain
    assert words in text
    assert "CREATING" in text
    assert len(text) <= width
    assert ("usually" in text) == bool(words)


def test_narrow_rows_and_steps_that_are_over_say_nothing_of_it() -> None:
    row = StepRow(STARTED.title, usual=Usual(10.0, "seconds"))
    assert "usually" not in row.content(80).plain
    row.take(STARTED)
    assert "usually" not in row.content(60).plain
    row.take(StepFinished("wait", "ready", "it serves", 2.0))
    assert "usually" not in row.content(80).plain


def test_an_upload_in_which_nothing_moves_says_for_how_long() -> None:
    row = StepRow("Upload the model")
    row.take(StepStarted("upload", "Upload the model", "gs://b/m/v1/"))
    row.take(BytesMoved("upload", 50, 100, "model.joblib", 1.0))
    assert "no byte" not in row.content(80).plain
    row.moved -= 25
    assert "no byte for 0:25 · " in row.content(80).plain
    row.take(BytesMoved("upload", 60, 100, "model.joblib", 26.0))
    assert "no byte" not in row.content(80).plain
    row.moved -= 25
    row.take(Retried("upload", "model.joblib: timed out", 1, 0.5))
    assert "attempt 2 in 0.5 s" in row.content(80).plain
    assert "no byte" not in row.content(80).plain
