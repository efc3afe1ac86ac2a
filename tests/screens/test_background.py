"""Calls in threads, of which only the newest answer counts."""

import threading

from textual.app import App
from textual.widgets import Static

from modelport.errors import ModelportError
from modelport_tui.background import Newest
from waiting import until_seen


async def test_calls_without_an_answer_use_up_few_threads_and_the_newest_is_told() -> None:
    app, told, failed = App[None](), list[int](), list[ModelportError]()
    silence, begun = threading.Event(), list[int]()

    def call(number: int) -> int:
        begun.append(number)
        assert silence.wait(60)
        return number

    async with app.run_test() as pilot:
        await app.mount(Static())
        newest = Newest(app.screen, "rows", most=3)
        for number in range(20):
            newest.ask("here", lambda number=number: call(number), told.append, failed.append)  # type: ignore[misc]
        await until_seen(pilot, lambda: len(begun) == 3)
        assert not newest.is_answered
        silence.set()
        await until_seen(pilot, lambda: newest.is_answered)
    assert begun == [0, 1, 2, 19]
    assert (told, failed) == ([19], [])


async def test_a_place_that_gives_no_answer_holds_up_no_other() -> None:
    app, told, silence = App[None](), list[str](), threading.Event()
    async with app.run_test() as pilot:
        newest = Newest(app.screen, "rows", most=2)
        for _ in range(5):
            newest.ask("silent", lambda: str(silence.wait(60)), told.append, lambda error: None)
        newest.ask("talking", lambda: "answered", told.append, lambda error: None)
        await until_seen(pilot, lambda: newest.is_answered)
        silence.set()
    assert told == ["answered"]
