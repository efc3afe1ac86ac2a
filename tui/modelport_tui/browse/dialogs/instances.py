"""Instances as a person types them, for testing and comparing; made from the model's files where nothing is typed."""

from __future__ import annotations

import json

from textual.widgets import Input

from modelport.errors import ModelportError, UsageError
from modelport.instances import EXAMPLE, typed_instances
from modelport.inventory.rows import VersionRow
from modelport.inventory.samples import sample_instances

from ...background import in_thread
from ...diagnostics import error_lines
from ..source import Source
from .box import Dialog

PLACEHOLDER = f"{EXAMPLE} or @FILE"


class AskingDialog(Dialog[str]):
    """A dialog with instances to send, in an Input `#instances`; gives those that were typed last."""

    def offer_samples(self, source: Source, row: VersionRow) -> None:
        """Fill the input in, unless something is typed there, or say why it stays empty."""
        if self.typed:
            return

        def make() -> tuple[object, ...]:
            return sample_instances(source.looking().at(row.region), row)

        in_thread(self, make, self._prefill, self._no_samples, "samples")

    @property
    def typed(self) -> str:
        """What stands in the input."""
        return self.query_one("#instances", Input).value

    def hint(self, text: str) -> None:
        """Say something where the answer will stand, unless there is one."""

    def _prefill(self, samples: tuple[object, ...]) -> None:
        """What somebody has typed meanwhile stays."""
        if not samples:
            self.hint("What this model expects cannot be told from its files: type instances of your own.")
        elif not self.typed:
            box = self.query_one("#instances", Input)
            box.value = json.dumps(list(samples), ensure_ascii=False)
            box.cursor_position = len(box.value)
            self.hint("These instances are made from what the model expects: change them.")

    def _no_samples(self, error: ModelportError) -> None:
        self.hint("\n".join(("No instances could be made from its files: type some.", *error_lines(error))))


def instances_of(text: str) -> tuple[object, ...] | str:
    """The instances, or why there are none."""
    try:
        return typed_instances(text)
    except UsageError as error:
        return " ".join(filter(None, (error.why or error.summary, error.fix)))


def count_of(text: str, name: str) -> int | str:
    """A whole number, or what to type instead."""
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdigit() else f"{name}: type a whole number."
