"""The pane of a log, with prepared lines."""

from textual.app import App, ComposeResult
from textual.widgets import Input, Log

from modelport.platforms.logging import LogLine
from modelport_tui.browse.log_pane import LogPane
from waiting import until_seen


class PaneApp(App[None]):
    """Nothing but the pane."""

    def compose(self) -> ComposeResult:
        yield LogPane()


def lines(count: int, text: str = "predict 200") -> list[LogLine]:
    return [LogLine(str(n), f"2020-11-26T07:00:{n % 60:02}Z", "INFO", f"{text} {n}", "node-1") for n in range(count)]


def shown(app: PaneApp) -> list[str]:
    return [line for line in app.query_one(Log).lines if line]


async def test_words_choose_lines_and_the_others_come_back() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 20)) as pilot:
        pane = app.query_one(LogPane)
        pane.add([*lines(3), *lines(2, "started")])
        pane.ask_words()
        await pilot.press(*"started")
        await until_seen(pilot, lambda: len(shown(app)) == 2)
        pane.add(lines(1, "started again"))
        pane.add(lines(1))
        assert len(shown(app)) == 3
        app.query_one(Input).value = ""
        await until_seen(pilot, lambda: len(shown(app)) == 7)


async def test_long_lines_are_cut_and_scrolled_or_wrapped_and_whole() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 20)) as pilot:
        pane, log = app.query_one(LogPane), app.query_one(Log)
        pane.add(lines(2, "x" * 200))
        await pilot.pause()
        log.scroll_to(30, 0, animate=False, immediate=True)
        pane.add(lines(1, "x" * 200))
        assert log.scroll_offset.x == 30
        pane.toggle_wrap()
        assert len(shown(app)) > 9
        assert max(map(len, shown(app))) <= 60
        pane.toggle_wrap()
        assert len(shown(app)) == 3


async def test_a_paused_log_stays_where_it_is_and_a_followed_one_at_its_end() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 12)) as pilot:
        pane, log = app.query_one(LogPane), app.query_one(Log)
        pane.add(lines(100))
        await until_seen(pilot, lambda: log.scroll_offset.y == log.max_scroll_y > 0)
        pane.is_following = False
        log.scroll_to(0, 10, animate=False, immediate=True)
        pane.add(lines(50))
        await pilot.pause()
        assert log.scroll_offset.y == 10
        pane.toggle_wrap()
        await pilot.pause()
        assert log.scroll_offset.y == 10
