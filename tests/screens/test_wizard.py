"""Walks through the wizard, with the embedded platform behind it."""

from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from modelport.wizard import saved
from modelport.wizard.draft import Draft
from modelport.wizard.steps import FIELDS, STEPS
from modelport_tui.app import ModelportApp
from modelport_tui.run.done import DoneScreen
from modelport_tui.widgets.pick import PickModal
from waiting import until_seen

from .walking import accept, go_to, is_done, wizard

SIZES = [(80, 24), (120, 40)]


def text_of(app: ModelportApp) -> str:
    """Everything the screen's statics say."""
    return "\n".join(str(static.render()) for static in app.screen.query(Static) if static.display)


def focused(app: ModelportApp) -> str:
    """The key of the field that has the focus."""
    field = wizard(app).form.focused_field()
    return field.key if field else ""


@pytest.mark.parametrize("size", SIZES)
async def test_enter_alone_deploys_in_at_most_twelve_presses(draft: Draft, size: tuple[int, int]) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        presses = 0
        while len(app.screen_stack) < 3 and presses < 12:
            presses += 1
            await accept(pilot, app)
            assert not wizard(app).problems
        await until_seen(pilot, lambda: is_done(app))
        assert presses <= 12
        await until_seen(pilot, lambda: "→" in text_of(app))
        assert "READY" in text_of(app)


async def test_going_back_keeps_every_answer(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        wizard(app).form.focus_first("model.name")
        await pilot.press("end", *"_two")
        await go_to(pilot, app, 4)
        for _ in range(4):
            await pilot.press("escape")
        assert wizard(app).index == 0
        await go_to(pilot, app, 3)
        assert wizard(app).draft.text("model.name").endswith("_two")


async def test_an_error_stops_going_on_but_never_going_back(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 1)
        await pilot.press("end", *"_UPPER")
        await accept(pilot, app)
        assert wizard(app).index == 1
        assert "only lower-case letters" in text_of(app)
        await pilot.press("escape")
        assert wizard(app).index == 0
        assert wizard(app).draft.text("bucket.name").endswith("_UPPER")


async def test_shift_tab_on_the_first_field_goes_back(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await pilot.press("tab", "shift+tab")
        assert wizard(app).index == 2
        await pilot.press("shift+tab")
        assert wizard(app).index == 1


async def test_a_missing_path_is_an_error_at_its_field(draft: Draft) -> None:
    app = ModelportApp(draft.with_text("artifact.source", "./nowhere/model.joblib"))
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await accept(pilot, app)
        assert wizard(app).index == 2
        assert [finding.field for finding in wizard(app).problems] == ["artifact.source"]
        assert "There is no nowhere in this directory" in text_of(app)


async def test_a_mended_path_is_looked_at_again(draft: Draft, tmp_path: Path, model_file: Path) -> None:
    later = tmp_path / "model.joblib"
    app = ModelportApp(draft.with_text("artifact.source", str(later)))
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await accept(pilot, app)
        assert wizard(app).index == 2
        later.write_bytes(model_file.read_bytes())
        await accept(pilot, app)
        assert wizard(app).index == 3


async def test_a_bucket_of_another_project_is_found_out_before_the_run(draft: Draft) -> None:
    first = ModelportApp(draft)
    async with first.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, first, 7)
        await accept(pilot, first)
        await until_seen(pilot, lambda: is_done(first))
    taken = draft.text("bucket.name")
    other = draft.with_text("target.project", draft.text("target.project") + "x").with_text("bucket.name", taken)
    second = ModelportApp(other)
    async with second.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, second, 1)
        await accept(pilot, second)
        assert wizard(second).index == 1
        assert wizard(second).problems[0].field == "bucket.name"


async def test_the_second_deployment_finds_bucket_and_model_and_takes_the_next_version(draft: Draft) -> None:
    for name in ("v1", "v2"):
        app = ModelportApp(draft)
        async with app.run_test(size=(80, 24)) as pilot:
            await go_to(pilot, app, 7)
            assert wizard(app).draft.text("version.name") == name
            await accept(pilot, app)
            await until_seen(pilot, partial(is_done, app))


async def test_choices_are_searched_by_typing(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 1)
        await pilot.press("tab", *"eu")
        assert isinstance(app.screen, PickModal)
        await pilot.press(*"rope-west4", "enter")
        assert wizard(app).draft.text("bucket.location") == "europe-west4"
        assert wizard(app).draft.text("model.region") == "europe-west4"


async def test_what_was_typed_survives_quitting(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        wizard(app).form.focus_first("version.name")
        await pilot.press("end", *"_mine", "ctrl+q")
    left = saved.latest(draft.text("artifact.source"))
    assert left is not None
    assert left.answers["version.name"].endswith("_mine")
    saved.forget(draft)


async def test_the_review_jumps_to_an_answer(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 7)
        wizard(app).form.query_one("#answers").focus()
        await pilot.press("down", "down", "enter")
        await until_seen(pilot, lambda: wizard(app).index == 1)
        await until_seen(pilot, lambda: focused(app) == "bucket.name")


async def test_the_equivalent_grows_with_the_steps(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "versions create" not in text_of(app)
        await go_to(pilot, app, 5)
        assert "versions create" in text_of(app)


async def test_a_narrow_screen_shows_the_equivalent_by_a_key(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert not app.screen.query_one("#equivalent").display
        await pilot.press("ctrl+e")
        assert app.screen.query_one("#equivalent").display
        await pilot.press("ctrl+e")
        assert app.screen.query_one("#forms").display


async def test_a_model_that_cannot_be_loaded_is_explained(draft: Draft, tmp_path: Path) -> None:
    import pickle

    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(_Unloadable()).replace(b"_Unloadable", b"_Unknowable"))
    app = ModelportApp(draft.with_text("artifact.source", str(path)).with_text("artifact.framework", "SCIKIT_LEARN"))
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await accept(pilot, app)
        assert wizard(app).problems or wizard(app).index > 2


class _Unloadable:
    """A class that a node will not find."""


async def test_predictions_are_sent_from_the_last_screen(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 7)
        await accept(pilot, app)
        await until_seen(pilot, lambda: is_done(app))
        screen = app.screen
        assert isinstance(screen, DoneScreen)
        screen.query_one(Input).value = "[[5.1, 3.5, 1.4, 0.2], [6.9, 3.1, 5.4, 2.1]]"
        await pilot.press("enter")
        await until_seen(pilot, lambda: "p50" in text_of(app))
        assert "[0, 2]" in text_of(app)
        screen.query_one(Input).value = "[[1]]"
        await pilot.press("enter")
        await until_seen(pilot, lambda: "✗" in text_of(app))


@pytest.mark.parametrize("key", FIELDS)
async def test_every_field_can_be_jumped_to(draft: Draft, key: str) -> None:
    step = next(step for step in STEPS if any(field.key == key for field in step.fields))
    app = ModelportApp(_with_field_in_force(draft, key))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = wizard(app)
        await screen.jump(key)
        await until_seen(pilot, lambda: focused(app) == key)
        assert screen.index == STEPS.index(step)


def _with_field_in_force(draft: Draft, key: str) -> Draft:
    """The draft under which the field is asked."""
    if key == "bucket.project":
        draft = draft.with_text(key, "other-project")
    if key == "artifact.trust_pickle":
        draft = draft.with_text(key, "yes")
    if key in ("model.console_logging", "artifact.packages", "artifact.prediction_class", "version.service_account"):
        draft = draft.with_text("model.endpoint", "global").with_text("artifact.framework", "CUSTOM")
    if "accelerator" in key or "GPU" in key:
        draft = draft.with_text("artifact.framework", "TENSORFLOW")
        draft = draft.with_text("version.accelerator.type", "NVIDIA_TESLA_T4")
    return draft.with_text("scaling.mode", "manual") if key == "scaling.nodes" else draft


async def test_a_run_that_was_cut_off_is_offered_and_finished(draft: Draft) -> None:
    from modelport.journal import Journal, last_cut_off
    from modelport.plan import make_plan
    from modelport.wizard.lookups import look_at_everything

    ready = look_at_everything(draft)
    Journal.create(ready.request(), make_plan(ready.request(), ready.seen.artifact))
    app = ModelportApp(draft, at_home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "cut off" in str(app.screen.query_one(OptionList).get_option_at_index(0).prompt)
        await pilot.press("enter")
        await until_seen(pilot, lambda: is_done(app))
        assert "READY" in text_of(app)
    assert last_cut_off() is None
