"""A prediction on this machine before anything is deployed, from the upload screen and from the review."""

import os
from pathlib import Path

import joblib
import pytest
from sklearn.dummy import DummyClassifier
from textual.pilot import Pilot
from textual.widgets import Input, Static

from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.wizard.trial import TrialModal
from waiting import until_seen

from .walking import go_to, wizard

ROWS = "[[5.1, 3.5, 1.4, 0.2], [6.9, 3.1, 5.4, 2.1]]"


def answer(app: ModelportApp) -> str:
    """What the modal says below the instances."""
    return str(app.screen.query_one("#trial-answer", Static).render())


async def ask(pilot: Pilot[None], app: ModelportApp, instances: str) -> str:
    """Send the instances and wait for the answer."""
    app.screen.query_one(Input).value = instances
    await pilot.press("enter")
    await until_seen(pilot, lambda: answer(app).startswith(("→", "✗")))
    return answer(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_model_is_tried_on_the_upload_screen_with_instances_made_from_it(
    draft: Draft, size: tuple[int, int]
) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=size) as pilot:
        await go_to(pilot, app, 2)
        await until_seen(pilot, lambda: app.screen.is_settled)  # type: ignore[attr-defined]
        await pilot.press("ctrl+t")
        assert isinstance(app.screen, TrialModal)
        assert app.screen.query_one(Input).value.startswith("[[")
        assert "[0, 2]" in await ask(pilot, app, ROWS)


async def test_a_runtime_with_another_library_is_named_beside_the_predictions(draft: Draft) -> None:
    app = ModelportApp(draft.with_text("version.runtime_version", "2.11"))
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 2)
        await pilot.press("ctrl+t")
        said = await ask(pilot, app, ROWS)
        assert "▲ Runtime 2.11 has scikit-learn 1.0.2; this prediction was made with" in said
        assert "The embedded platform serves with what is installed here." in said


async def test_what_the_model_refuses_is_explained_and_can_be_mended(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 2)
        await pilot.press("ctrl+t")
        assert "expecting 4 features" in await ask(pilot, app, "[[1.0]]")
        assert "is not JSON" in await ask(pilot, app, "[[1.0")
        assert "[0, 2]" in await ask_again(pilot, app)


async def ask_again(pilot: Pilot[None], app: ModelportApp) -> str:
    """Send instances that the model takes, and wait for its predictions."""
    app.screen.query_one(Input).value = ROWS
    await pilot.press("enter")
    await until_seen(pilot, lambda: answer(app).startswith("→"))
    return answer(app)


async def test_a_file_that_is_no_model_is_explained_instead_of_loaded(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "model.joblib").write_text("not a model")
    app = ModelportApp(draft.with_text("artifact.source", str(tmp_path / "model.joblib")))
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 2)
        await pilot.press("ctrl+t")
        assert "✗" in await ask(pilot, app, ROWS)


async def test_closing_ends_the_prediction_and_leads_back_to_the_step(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await pilot.press("ctrl+t")
        app.screen.query_one(Input).value = ROWS
        await pilot.press("enter", "escape")
        await until_seen(pilot, lambda: not isinstance(app.screen, TrialModal))
        await app.workers.wait_for_complete()


async def test_trying_is_offered_at_the_upload_and_in_the_review_only(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        offered = []
        for index in range(8):
            await go_to(pilot, app, index)
            await pilot.press("ctrl+t")
            if isinstance(app.screen, TrialModal):
                offered.append(index)
                await pilot.press("escape")
        assert offered == [2, 7]


async def test_a_file_that_would_run_something_is_tried_after_the_switch_only(draft: Draft, tmp_path: Path) -> None:
    model = DummyClassifier().fit([[0.0, 0.0]] * 2, [1, 1])
    model.hook = os.getpid
    joblib.dump(model, tmp_path / "model.joblib")
    app = ModelportApp(draft.with_text("artifact.source", str(tmp_path / "model.joblib")))
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 2)
        await until_seen(pilot, lambda: wizard(app).draft.applies("artifact.trust_pickle"))
        await pilot.press("ctrl+t")
        assert 'answer "Load it all the same" with yes' in await ask(pilot, app, "[[0, 0]]")
        await pilot.press("escape")
        wizard(app).draft = wizard(app).draft.with_text("artifact.trust_pickle", "yes")
        await pilot.press("ctrl+t")
        assert "→ [1]" in await ask(pilot, app, "[[0, 0]]")
