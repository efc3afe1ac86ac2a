"""The footer: the keys that do something here, in the order of the registry of actions, and only whole ones."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from ..actions import actions_of


class KeyFooter(Footer):
    """Keys of the focused widget stand after the first two; where room is short, those before the last one go.

    `label` gives an action's word: "" for the registry's, None where the action is of no use now.
    """

    def __init__(self, place: str, label: Callable[[str], str | None] = lambda action: "") -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._label = label
        actions = actions_of(place)
        self._ranks = {action.key: rank for rank, action in enumerate(actions)}
        self._names = {(action.key, action.label): action.name for action in actions}

    def compose(self) -> ComposeResult:
        if not self._bindings_ready:
            return
        for binding, is_enabled, tooltip in self._fitting():
            yield FooterKey(
                binding.key,
                self.app.get_key_display(binding),
                self._text(binding),
                binding.action,
                disabled=not is_enabled,
                tooltip=tooltip,
            ).data_bind(compact=Footer.compact)

    def on_resize(self) -> None:
        """Take what fits now."""
        self.call_after_refresh(self.recompose)

    def _fitting(self) -> list[tuple[Binding, bool, str]]:
        keys = self._keys()
        while len(keys) > 1 and sum(map(self._width, keys)) - 1 > self.screen.size.width:
            del keys[-2]
        return keys

    def _keys(self) -> list[tuple[Binding, bool, str]]:
        """The first key of each action that is shown, the most needed one first."""
        shown: dict[str, tuple[Binding, bool, str]] = {}
        for _, binding, is_enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and self._word(binding) is not None:
                shown.setdefault(binding.action, (binding, is_enabled, tooltip))
        return sorted(shown.values(), key=lambda key: self._ranks.get(key[0].key, 1.5))

    def _width(self, key: tuple[Binding, bool, str]) -> int:
        """Cells, with the gap to the next one."""
        return len(f"{self.app.get_key_display(key[0])} {self._text(key[0])} ")

    def _text(self, binding: Binding) -> str:
        return self._word(binding) or binding.description

    def _word(self, binding: Binding) -> str | None:
        """A widget may have the action as its own, under the same key and label."""
        return self._label(self._names.get((binding.key, binding.description), binding.action))
