"""The pane's traffic: numbers as bars, and a real version's log and traffic."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from modelport.inventory.rows import VersionRow
from modelport.inventory.traffic import Traffic
from modelport.request import Target
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse import detail, reading
from modelport_tui.browse.screen import BrowseScreen
from modelport_tui.browse.source import PlatformSource, Source
from modelport_tui.browse.traffic import bars, content, slots_for
from waiting import until_seen

from .conftest import PROJECT, REGION
from .fakes import FakeSource, row, snapshot
from .walking import browser, current, text_of


def test_the_largest_value_is_a_full_bar_and_nothing_the_lowest() -> None:
    assert bars([0, 5, 10]) == "▁▄█"
    assert bars([0, 0]) == "▁▁"
    assert bars([]) == ""


def test_requests_latency_and_nodes_stand_below_each_other() -> None:
    seen = Traffic(10.0, (0.0, 21.2), 212, 3, (0.0, 1.4), 1.1, 4.0, (2, 3))
    lines = str(content(row("fraud", "v7"), seen)).splitlines()
    assert lines == [
        "requests/s  ▁█  now 21.2",
        "latency     ▁█  p50 1.1 ms   p99 4.0 ms",
        "nodes       ▆█  now 3  limits 1–3",
        "212 calls, 3 of them failed in the last 0 min; one bar is 10 s",
    ]


def test_what_was_not_measured_is_no_zero() -> None:
    lines = str(content(row("fraud", "v7"), Traffic(10.0, (0.0,) * 60, 0, 0, (0.0,) * 60, None, None, (2, 2))))
    assert lines.splitlines()[1:3] == ["latency     no data", "nodes       ██  now 2  limits 1–3"]
    nothing = Traffic(10.0, (0.0,) * 60, 0, 0, (0.0,) * 60, None, None, ())
    assert (
        str(content(row("fraud", "v7"), nothing)) == "No data: there is no metric of this version in the last 10 min."
    )


def test_bars_fit_beside_the_numbers() -> None:
    assert [slots_for(width) for width in (20, 80, 300)] == [10, 40, 60]


async def test_an_answer_that_comes_after_the_next_look_is_due_is_shown_and_asked_for_once(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ticks: list[None] = []
    answers = threading.Event()

    def slow(source: Source, row: VersionRow, slots: int) -> Traffic:
        asked.append(row.key)
        answers.wait(30)
        return Traffic(10.0, (0.0, 21.2), 212, 3, (0.0, 1.4), 1.1, 4.0, (2, 3))

    monkeypatch.setattr(reading, "traffic", slow)
    monkeypatch.setattr(detail, "FOLLOW_SECONDS", 0.02)
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: bool(current(app)))
        browser(app).detail.open("traffic")
        await until_seen(pilot, lambda: bool(asked))
        app.set_interval(0.02, lambda: ticks.append(None))
        await until_seen(pilot, lambda: len(ticks) > 10)
        assert len(asked) == 1
        answers.set()
        await until_seen(pilot, lambda: "limits 1–3" in text_of(app, "#text-traffic"))
        await until_seen(pilot, lambda: len(asked) > 1)


async def test_a_real_version_has_nodes_now_and_a_log_that_is_saved_whole(
    draft: Draft, deployed: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = deployed("v2")
    monkeypatch.chdir(tmp_path)
    app = ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT), REGION)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: bool(current(app)))
        await pilot.press("/", *f"model:{model}", "enter")
        await until_seen(pilot, lambda: current(app) == f"{model}/v2")
        await pilot.press("l", "]")
        await until_seen(pilot, lambda: "limits 1–2" in text_of(app, "#text-traffic"))
        await pilot.press("S")
        await until_seen(pilot, lambda: f"{model}-v2.log" in text_of(app, "#notice").replace("\n", ""))
    assert "model.joblib" in (tmp_path / f"{model}-v2.log").read_text()
