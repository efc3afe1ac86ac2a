"""What the browser can change: each action asks in a dialog, works in a thread, and says what came of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.message import Message
from textual.screen import Screen

from modelport.errors import ModelportError
from modelport.inventory import commands
from modelport.inventory.actions import DefaultChanged
from modelport.inventory.changes import Changes, Refused, lost_by_deleting, refusal_to_delete, refusal_to_set_default
from modelport.inventory.rows import VersionRow, version_row
from modelport.platforms.serving import Operation

from ..background import in_thread
from .dialogs.confirm import ConfirmDialog
from .dialogs.delete import DeleteDialog
from .dialogs.update import UpdateDialog
from .source import Source, actions

Answer = TypeVar("Answer")
_NUMBERS = itertools.count()


class Acted(Message):
    """Something was done, or not; `command` is what does the same on the command line."""

    def __init__(self, text: str, command: str = "", error: ModelportError | None = None) -> None:
        super().__init__()
        self.text, self.command, self.error = text, command, error


class Operating:
    """The changing actions of a screen."""

    def __init__(self, screen: Screen[None], source: Source) -> None:
        self._screen, self._source = screen, source
        self.last_default: DefaultChanged | None = None
        self._not_made: dict[str, Changes] = {}

    def set_default(self, row: VersionRow, default: str) -> None:
        """Make a version the default, unless another one than `default` is by now."""
        command = commands.set_default(row)
        if refusal := refusal_to_set_default(row):
            self._refuse(refusal)
            return
        follows = f"It answers every call that names no version{f', in place of {default}' if default else ''}."

        def decided(is_sure: bool | None) -> None:
            if is_sure:
                self._run(partial(self._set_default, row, default), partial(self._default_changed, command))

        self._screen.app.push_screen(
            ConfirmDialog("Set default", f"{row.model} / {row.version}", follows, command), decided
        )

    def roll_back(self) -> None:
        """Make the version before the last change the default again."""
        change = self.last_default
        if change is None or not change.previous:
            self._say("There is nothing to roll back: no default was changed here.")
            return
        row = version_row(change.region, {**change.version, "name": change.previous_path})
        self._run(lambda: actions(self._source).roll_back(change),
                  partial(self._default_changed, commands.set_default(row)))  # fmt: skip

    def update(self, row: VersionRow) -> None:
        """Change description or nodes."""

        def decided(changes: Changes | None) -> None:
            if changes is not None:
                self._say(f"Updating {row.version} of {row.model}…")
                self._not_made[row.key] = changes
                said = partial(self._updated, row, commands.update(row, changes))
                self._run(lambda: self._wait(row, actions(self._source).update(row, changes)), said, self._not_updated)

        self._screen.app.push_screen(UpdateDialog(row, self._not_made.get(row.key)), decided)

    def delete(self, row: VersionRow, siblings: int) -> None:
        """Delete a version whose name has been typed."""
        command, subject = commands.delete_version(row), f"{row.model} / {row.version}"
        if refusal := refusal_to_delete(row, siblings):
            self._refuse(refusal)
            return

        def decided(is_sure: bool | None) -> None:
            if is_sure:
                said = partial(self._said, f"{row.version} of {row.model} is deleted.", command)
                self._say(f"Deleting {row.version} of {row.model}…")
                self._run(lambda: self._wait(row, actions(self._source).delete_version(row)), said)

        box = DeleteDialog("Delete a version", subject, row.version, lost_by_deleting(row), command)
        self._screen.app.push_screen(box, decided)

    def _set_default(self, row: VersionRow, default: str) -> DefaultChanged:
        return actions(self._source).set_default(row, expected=default)

    def _wait(self, row: VersionRow, operation: Operation) -> Operation:
        return actions(self._source).finished(row.region, operation)

    def _default_changed(self, command: str, change: DefaultChanged) -> None:
        self.last_default = change
        name = str(change.version.get("name", "")).rpartition("/")[2]
        back = f"   z goes back to {change.previous}" if change.previous else ""
        self._say(f"{name} is the default of {change.model_path.rpartition('/')[2]}.{back}", command)

    def _updated(self, row: VersionRow, command: str, _: Operation) -> None:
        self._not_made.pop(row.key, None)
        self._say(f"{row.version} of {row.model} is updated.", command)

    def _not_updated(self, error: ModelportError) -> None:
        """What was typed is kept."""
        error.fix = f"What you typed comes back with the dialog. {error.fix}".rstrip()
        self._failed(error)

    def _said(self, text: str, command: str, _: object) -> None:
        self._say(text, command)

    def _run(
        self,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        failed: Callable[[ModelportError], None] | None = None,
    ) -> None:
        """A change that was begun is never replaced by the next one."""
        in_thread(self._screen, work, then, failed or self._failed, f"change {next(_NUMBERS)}")

    def _refuse(self, error: Refused) -> None:
        self._screen.post_message(Acted("", error=error))

    def _failed(self, error: ModelportError) -> None:
        self._screen.post_message(Acted("", error=error))

    def _say(self, text: str, command: str = "") -> None:
        self._screen.post_message(Acted(text, command))
