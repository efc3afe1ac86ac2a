"""The command palette has what the keys do, for terminals and browsers that keep a key for themselves."""

from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot

from modelport.wizard.draft import Draft
from modelport_tui.actions import actions_of
from modelport_tui.app import ModelportApp
from modelport_tui.palette import commands
from modelport_tui.wizard.trial import TrialModal
from waiting import until_seen

from .walking import go_to, wizard


def titles(app: ModelportApp) -> list[str]:
    """What the palette offers on the screen in sight."""
    return [command.title for command in commands(app.screen, ())]


async def run_first(pilot: Pilot[None], app: ModelportApp, typed: str) -> None:
    """Open the palette, type, and run its first hit."""
    await pilot.press("ctrl+p")
    await until_seen(pilot, lambda: isinstance(app.screen, CommandPalette))
    await pilot.press(*typed)
    hits = app.screen.query_one(CommandList)
    await until_seen(
        pilot, lambda: hits.option_count > 0 and str(hits.get_option_at_index(0).prompt).lower().startswith(typed)
    )
    await pilot.press("enter")


async def test_the_model_is_tried_from_the_palette_and_by_a_key_that_browsers_leave_alone(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 2)
        await run_first(pilot, app, "try it here")
        await until_seen(pilot, lambda: isinstance(app.screen, TrialModal))
        await pilot.press("escape", "f2")
        assert isinstance(app.screen, TrialModal)


async def test_the_palette_has_every_action_that_the_screen_has_now(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: wizard(app).is_settled)
        labels = {action.label.capitalize() for action in actions_of("wizard")}
        assert set(titles(app)) == labels - {"Try it here"}
        assert len(titles(app)) == len(set(titles(app)))


async def test_quitting_from_the_palette_keeps_what_was_typed(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        assert [each.title for each in app.get_system_commands(app.screen)].count("Quit") == 1
        await go_to(pilot, app, 2)
        app.screen.draft = app.screen.draft.with_text("model.name", "another")  # type: ignore[attr-defined]
        await run_first(pilot, app, "quit")
        await until_seen(pilot, lambda: "What you typed is kept" in " ".join(app.closing))
