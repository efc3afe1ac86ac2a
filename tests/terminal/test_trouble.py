"""The last lines of a run that ended early."""

from modelport.errors import PlatformError
from modelport.events import RunCancelled, StepFailed
from modelport_tui.run.trouble import ending_lines

MADE = ("modelport versions delete v1 --model=iris --region=us-central1", "gcloud storage rm --recursive gs://b")


def test_a_failure_says_why_what_exists_how_to_go_on_and_how_to_take_it_back() -> None:
    error = PlatformError("No answer.", why="The cable is out.", fix="Put it in.", command="look")
    lines = ending_lines(StepFailed("wait", error, ("gs://b",), "modelport resume x", MADE))
    assert [line.strip() for line in lines] == [
        "✗ No answer.",
        "The cable is out.",
        "→ Put it in.",
        "$ look",
        "What exists now:",
        "gs://b",
        "When that is mended, go on with:",
        "$ modelport resume x",
        "Or take back what was made:",
        *(f"$ {command}" for command in MADE),
    ]


def test_a_cancelled_run_that_made_nothing_has_nothing_to_take_back() -> None:
    lines = ending_lines(RunCancelled((), "modelport resume x"))
    assert [line.strip() for line in lines] == [
        "■ Cancelled. What exists now:",
        "nothing",
        "Go on with:",
        "$ modelport resume x",
    ]
