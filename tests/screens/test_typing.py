"""What is typed stays as it was typed, however late a lookup answers."""

from textual.widgets import Input

from modelport.wizard.draft import Draft
from modelport.wizard.lookups import LOOKUPS, Facts
from modelport_tui.app import ModelportApp
from modelport_tui.wizard.looking import LookedUp
from waiting import until_seen

from .walking import go_to, wizard


async def test_a_lookup_that_answers_between_two_keys_changes_no_text(draft: Draft) -> None:
    app = ModelportApp(draft)
    lookup = next(each for each in LOOKUPS if each.id == "models")
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        form = wizard(app).form
        form.focus_first("model.name")
        await pilot.pause()
        box = app.screen.focused
        assert isinstance(box, Input)
        await pilot.press("ctrl+a", "ctrl+k")
        for key in "abcdefghijklmnop":
            box.insert_text_at_cursor(key)
            wizard(app).post_message(LookedUp(lookup, lookup.about(wizard(app).draft), Facts({})))
        await until_seen(pilot, lambda: wizard(app).draft.text("model.name") == "abcdefghijklmnop")
        await until_seen(pilot, lambda: wizard(app).is_settled)
        assert (box.value, box.cursor_position) == ("abcdefghijklmnop", 16)


async def test_the_suggestion_comes_back_into_a_field_that_was_typed_in(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        wizard(app).form.focus_first("model.name")
        await pilot.pause()
        box = app.screen.focused
        assert isinstance(box, Input)
        before = box.value
        await pilot.press("end", "x", "y")
        await until_seen(pilot, lambda: wizard(app).draft.text("model.name") == f"{before}xy")
        await pilot.press("ctrl+r")
        await until_seen(pilot, lambda: box.value == before)
