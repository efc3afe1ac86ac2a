"""Moving through the wizard: jumps and their way back, long paths, the picker, and what a run has changed."""

from pathlib import Path

from textual.widgets import Input, OptionList, Static

from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.home.screen import HomeScreen
from modelport_tui.run.screen import RunScreen
from modelport_tui.wizard.picker import PathPicker
from waiting import until_seen

from .walking import accept, go_to, wizard


def drawn(app: ModelportApp) -> str:
    """The screen's text."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())


def notices(app: ModelportApp) -> list[str]:
    """What the app tells in passing."""
    return [str(notice.message) for notice in app._notifications]


async def test_after_a_jump_from_the_review_enter_and_escape_lead_back_to_it(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 7)
        for key in ("enter", "escape"):
            await wizard(app).jump("version.name")
            assert wizard(app).index == 2
            await pilot.press(key)
            await until_seen(pilot, lambda: wizard(app).index == 7)
            await until_seen(pilot, lambda: "Review" in drawn(app))
            field = wizard(app).form.focused_field()
            assert field is not None
            assert field.key == "after.test_instances"


async def test_the_end_of_a_long_path_is_in_sight(draft: Draft, model_file: Path, tmp_path: Path) -> None:
    longest = tmp_path / ("a directory with a long name " * 4) / "iris_final.joblib"
    longest.parent.mkdir()
    longest.write_bytes(model_file.read_bytes())
    app = ModelportApp(draft.with_text("artifact.source", str(longest)))
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await until_seen(pilot, lambda: "iris_final.joblib" in drawn(app).partition("Model ")[2].splitlines()[0])


async def test_what_is_typed_before_the_list_has_come_finds_its_file(draft: Draft, tmp_path: Path) -> None:
    for name in ("first", "routine", "second"):
        (tmp_path / name).mkdir()
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        picker = PathPicker(draft.with_text("artifact.source", str(tmp_path / "nothing")))
        app.push_screen(picker)
        await pilot.pause()
        picker._go(str(tmp_path))
        picker.query_one(Input).value = "rout"
        await pilot.press("enter")
        place = picker.query_one("#place", Static)
        await until_seen(pilot, lambda: str(place.render()) == str(tmp_path / "routine"))


async def test_enter_on_an_error_says_what_is_wrong(draft: Draft) -> None:
    app = ModelportApp(draft.with_text("artifact.source", "/not/there"))
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await accept(pilot, app)
        await until_seen(pilot, lambda: any(text == "Not yet: 1 error here, at Model" for text in notices(app)))


async def test_back_from_a_failed_run_the_wizard_looks_again(draft: Draft, model_file: Path, tmp_path: Path) -> None:
    gone = tmp_path / "model.joblib"
    gone.write_bytes(model_file.read_bytes())
    app = ModelportApp(draft.with_text("artifact.source", str(gone)))
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 7)
        asking, bucket = wizard(app), wizard(app).draft.text("bucket.name")
        assert asking.draft.seen.bucket(bucket) is None
        gone.unlink()
        await accept(pilot, app)
        await until_seen(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.is_over)
        await pilot.press("escape")
        await until_seen(pilot, lambda: app.screen is asking and asking.draft.seen.bucket(bucket) is not None)


async def test_a_terminal_too_small_for_forms_is_told_of_the_plain_mode(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(40, 10)
        await until_seen(pilot, lambda: any("modelport deploy --plain" in text for text in notices(app)))


async def test_what_was_left_goes_on_at_the_step_that_was_typed_in_last(draft: Draft, model_file: Path) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        wizard(app).form.focus_first("version.name")
        await pilot.press("end", *"_left")
        await pilot.press("ctrl+q")
    from modelport.wizard import saved

    again = ModelportApp(draft, left=saved.latest(str(model_file)), at_home=True)
    async with again.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: isinstance(again.screen, HomeScreen))
        assert again.screen.query_one(OptionList).highlighted == 0
        await pilot.press("j", "k", "enter")
        await until_seen(pilot, lambda: again.screen.query("#step-upload").first().display)
        assert wizard(again).draft.text("version.name").endswith("_left")
    saved.forget(draft)


async def test_a_choice_that_is_not_possible_here_is_listed_with_the_reason_and_not_taken(draft: Draft) -> None:
    app = ModelportApp(draft.with_text("model.endpoint", "regional"))
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 4)
        await pilot.press("space", *"custom", "enter")
        said = app.screen.query_one(".rest", Static)
        await until_seen(pilot, lambda: "can't be chosen: on the global endpoint only" in str(said.render()))
        await pilot.press("escape")
        assert wizard(app).draft.text("artifact.framework") == "SCIKIT_LEARN"
