"""What the terminal is told about a run: its title, and a bell at the end of a long one."""

import os
import pty

import pytest

from modelport.errors import PlatformError
from modelport.events import Event, RunCancelled, RunFinished, RunStarted, StateSeen, StepFailed
from modelport_tui.notice import BELL, LONG_SECONDS, TITLE_BACK, RunNotice, rung

READY = RunFinished("x", {"state": "READY"}, "u", None, 1.0)
FAILED = StepFailed("wait", PlatformError("no"))
XTERM = {"TERM": "xterm-256color"}


def told(seconds: float, *events: Event, environment: dict[str, str] = XTERM, about: str = "version v1") -> str:
    """Everything written during a run of so many seconds that is closed at its end."""
    written: list[str] = []
    times = iter([0.0])
    notice = RunNotice(about, written.append, environment, lambda: next(times, seconds))
    for event in events:
        notice.take(event)
    notice.close()
    return "".join(written)


def test_the_title_follows_the_version_and_is_given_back() -> None:
    said = told(1.0, RunStarted("x", ()), StateSeen("wait", "CREATING", "", 1.0), READY)
    for state in ("", " CREATING", " READY"):
        assert f"\x1b]2;Modelport · version v1{state}\a" in said
    assert said.startswith("\x1b[22;2t")
    assert said.endswith(TITLE_BACK)


@pytest.mark.parametrize("end", [READY, FAILED])
def test_a_long_run_rings_at_its_end_and_a_short_one_does_not(end: Event) -> None:
    silent = {"TERM": "linux"}
    assert told(LONG_SECONDS + 1, RunStarted("x", ()), end, environment=silent) == BELL
    assert told(LONG_SECONDS - 1, RunStarted("x", ()), end, environment=silent) == ""


def test_who_cancels_is_there_and_needs_no_bell() -> None:
    assert told(LONG_SECONDS + 1, RunCancelled((), ""), environment={}) == ""


@pytest.mark.parametrize("terminal", [{"TERM_PROGRAM": "WezTerm"}, {"TERM": "xterm-kitty"}])
def test_terminals_that_can_show_a_notice_of_the_desktop(terminal: dict[str, str]) -> None:
    assert f"\x1b]9;Modelport · version v1 READY\a{BELL}" in told(LONG_SECONDS + 1, READY, environment=terminal)


def test_it_can_be_turned_off() -> None:
    off = {**XTERM, "MODELPORT_NOTIFY": "0"}
    assert told(LONG_SECONDS + 1, RunStarted("x", ()), READY, environment=off) == ""


def test_a_hostile_name_ends_no_sequence() -> None:
    said = told(1.0, READY, about="v\x1b\\\a\x9c\n1")
    assert said.count("\x1b") == 3
    assert said.count("\a") == 1
    assert "\x9c" not in said
    assert "\n" not in said


@pytest.mark.parametrize(("is_long", "expected"), [(True, b"\x07"), (False, b"")])
def test_lines_on_a_terminal_ring_after_a_long_run(
    monkeypatch: pytest.MonkeyPatch, is_long: bool, expected: bytes
) -> None:
    monkeypatch.setattr("modelport_tui.notice.LONG_SECONDS", -1.0 if is_long else LONG_SECONDS)
    monkeypatch.delenv("MODELPORT_NOTIFY", raising=False)
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        assert list(rung(iter([READY]))) == [READY]
        terminal.write(".")
        terminal.flush()
        said = b""
        while not said.endswith(b"."):
            said += os.read(master, 10)
        assert said == expected + b"."
    os.close(master)
