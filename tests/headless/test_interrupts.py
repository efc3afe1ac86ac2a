"""Ctrl-C while a run goes on without a screen."""

import os
import signal
from collections.abc import Iterator

import pytest

from modelport.events import Event, RunStarted
from modelport_tui.headless.deploy import CANCELLED, STOPPING, cancel_on_interrupt, follow
from modelport_tui.run.trouble import LEFT
from waiting import until


def test_the_first_asks_the_run_to_stop_and_the_second_leaves_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    said = ""

    def is_told() -> bool:
        nonlocal said
        said += capsys.readouterr().err
        return STOPPING in said

    with cancel_on_interrupt() as cancel:

        def events() -> Iterator[Event]:
            """A run whose call is not answered."""
            yield RunStarted("x", ())
            os.kill(os.getpid(), signal.SIGINT)
            until(lambda: cancel.is_set() and is_told())
            os.kill(os.getpid(), signal.SIGINT)
            until(lambda: False)

        assert follow(events(), "text") == (CANCELLED, {})
    assert LEFT in capsys.readouterr().err
