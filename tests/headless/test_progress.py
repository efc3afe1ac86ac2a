"""What an unattended run says while it goes on."""

import pytest

from modelport.events import StateSeen, StepStarted
from modelport_tui.headless.progress import TextProgress

QUARTER_OF_AN_HOUR = 15 * 60


def test_a_state_that_stays_is_told_again_with_its_age_and_ever_less_often(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = 1000.0
    progress = TextProgress(lambda: seconds)
    progress.show(StepStarted("wait", "Wait until it serves", "v1"))
    for second in range(QUARTER_OF_AN_HOUR):
        seconds = 1000.0 + second
        progress.show(StateSeen("wait", "CREATING", "create_m_v1", float(second)))
    progress.show(StateSeen("wait", "READY", "create_m_v1", float(QUARTER_OF_AN_HOUR)))
    told = [line.strip() for line in capsys.readouterr().err.splitlines()]
    assert (told[0], told[-1]) == ("CREATING create_m_v1", "READY create_m_v1")
    assert told[1:4] == [f"still CREATING after {age}" for age in ("0:30", "1:30", "3:30")]
    assert told[4:-1] == [f"still CREATING after {minutes}:30" for minutes in (5, 7, 9, 11, 13)]


def test_a_state_that_changes_begins_its_quiet_anew(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = 0.0
    progress = TextProgress(lambda: seconds)
    progress.show(StepStarted("wait", "Wait until it serves", "v1"))
    for seconds, state in ((0.0, "CREATING"), (29.0, "CREATING"), (31.0, "UPDATING"), (60.0, "UPDATING")):
        progress.show(StateSeen("wait", state, "", seconds))
    assert "still" not in capsys.readouterr().err
    seconds = 61.0
    progress.show(StateSeen("wait", "UPDATING", "", seconds))
    assert capsys.readouterr().err == "  still UPDATING after 1:01\n"
