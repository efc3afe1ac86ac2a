"""The wizard that the browser opens: before its first step lies the browser."""

from __future__ import annotations

from modelport.wizard import saved

from .screen import WizardScreen


class NewVersionScreen(WizardScreen):
    """Asks for a new version; going back from the first step leaves it, and what was typed is kept."""

    async def action_back(self) -> None:
        """Go back a step, or to the browser."""
        if self.index or self.has_class("pane-only"):
            await super().action_back()
        else:
            saved.save(self.draft)
            self.dismiss(None)
