"""Moving through the wizard: jumps and their way back, long paths, the picker, and what a run has changed."""

from pathlib import Path

import joblib
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier
from textual.widgets import Input, OptionList, Static

from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.wizard import saved
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport_tui.app import ModelportApp
from modelport_tui.headless.deploy import deploy, ready_draft
from modelport_tui.home.screen import HomeScreen
from modelport_tui.run.screen import RunScreen
from modelport_tui.wizard.picker import PathPicker
from waiting import until_seen

from .walking import accept, go_to, is_done, wizard


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
        assert not any("Before that" in line for line in app.closing)
        gone.write_bytes(model_file.read_bytes())
        asking.change(asking.draft.with_text("version.name", "v9"))
        await accept(pilot, app)
        await until_seen(pilot, lambda: is_done(app))
        assert any("Before that a run of" in line and " v1 ended early" in line for line in app.closing)


async def test_what_has_changed_since_a_run_is_said_before_an_enter_that_came_too_soon_deploys_it(
    draft: Draft, tmp_path: Path
) -> None:
    theirs = tmp_path / "model.joblib"
    joblib.dump(DecisionTreeClassifier().fit(*load_iris(return_X_y=True)), theirs)
    named = draft.with_value("model.name", "contested", Source.FLAG)
    app = ModelportApp(named)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 7)
        assert wizard(app).draft.text("version.name") == "v1"
        assert deploy(ready_draft(named.with_value("artifact.source", str(theirs), Source.FLAG)), "off")[0] == 0
        wizard(app).look_anew()
        await wizard(app).action_accept()
        await until_seen(pilot, lambda: any("Also changed: Version name: v2" in text for text in notices(app)))
        await pilot.pause()
        assert app.screen is wizard(app)
        assert wizard(app).index == 7


async def test_the_first_step_leads_back_to_the_start_screen_which_offers_what_was_typed(draft: Draft) -> None:
    app = ModelportApp(draft, at_home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "Continue where you left off" not in drawn(app)
        await pilot.press("d")
        await until_seen(pilot, lambda: len(app.screen_stack) == 3)
        wizard(app).change(draft.with_text("model.name", "typed_here"))
        await pilot.press("escape")
        await until_seen(pilot, lambda: isinstance(app.screen, HomeScreen) and "Continue where" in drawn(app))
        await pilot.press("enter")
        await until_seen(pilot, lambda: len(app.screen_stack) == 3)
        assert wizard(app).draft.text("model.name") == "typed_here"
    saved.forget(draft)


async def test_a_place_where_the_request_cannot_be_saved_costs_no_answer(draft: Draft, tmp_path: Path) -> None:
    app = ModelportApp(draft, save=tmp_path / "nowhere" / "request.yaml")
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 7)
        await pilot.press("enter")
        await until_seen(pilot, lambda: any("Cannot write" in text for text in notices(app)))
        assert app.screen is wizard(app)
        assert wizard(app).index == 7


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
    again = ModelportApp(draft, left=saved.latest(str(model_file)), at_home=True)
    async with again.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: isinstance(again.screen, HomeScreen))
        assert again.screen.query_one(OptionList).highlighted == 0
        await pilot.press("j", "k", "enter")
        await until_seen(pilot, lambda: again.screen.query("#step-upload").first().display)
        assert wizard(again).draft.text("version.name").endswith("_left")
    saved.forget(draft)


async def test_what_a_run_that_went_on_has_deployed_is_not_offered_again(draft: Draft) -> None:
    typed = draft.with_text("model.name", "finished_later")
    request = ready_draft(typed).request()
    Journal.create(request, make_plan(request, None))
    saved.save(typed)
    app = ModelportApp(draft, saved.latest(), at_home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "Go on with a run" in drawn(app).partition("Continue where you left off")[0]
        await pilot.press("enter")
        await until_seen(pilot, lambda: is_done(app))
    assert saved.latest() is None


async def test_a_choice_that_is_not_possible_here_is_listed_with_the_reason_and_not_taken(draft: Draft) -> None:
    app = ModelportApp(draft.with_text("model.endpoint", "regional"))
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 4)
        await pilot.press("space", *"custom", "enter")
        said = app.screen.query_one(".rest", Static)
        await until_seen(pilot, lambda: "can't be chosen: on the global endpoint only" in str(said.render()))
        await pilot.press("escape")
        assert wizard(app).draft.text("artifact.framework") == "SCIKIT_LEARN"
