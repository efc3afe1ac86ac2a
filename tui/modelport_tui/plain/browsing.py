"""Looking around for a model, on disk or in the project's buckets, as lists to choose from."""

from collections.abc import Iterator
from pathlib import Path

from modelport.errors import ModelportError
from modelport.user_paths import expanded
from modelport.wizard.browsing import Entry, entries, parent
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Choice

from ..widgets.amounts import size
from .prompter import Prompter, Question, Then

HERE, UP, BUCKETS, DISK = ".", "..", "gs:", "disk:"


def browse(draft: Draft, text: str, prompter: Prompter) -> str | None:
    """A path or gs:// address that was chosen, or None where somebody went back. Raises Left."""
    place = _start(text)
    while True:
        prompter.say(f"Looking into {place}…")
        found = _entries(place, draft, prompter)
        question = Question("Go into a directory, or take a file", hint="a number or a name")
        reply = prompter.choose(question, tuple(_choices(place, found)))
        if reply.then is Then.BACK or reply.text == HERE:
            return None if reply.then is Then.BACK else place
        if reply.then is Then.NEXT and reply.text:
            chosen = next((entry for entry in found if entry.path == reply.text), None)
            if chosen and not chosen.is_directory:
                return chosen.path
            place = {UP: parent(place), BUCKETS: "gs://", DISK: str(Path.cwd())}.get(reply.text, reply.text)


def _start(text: str) -> str:
    if text.startswith("gs://"):
        return text if text.endswith("/") else parent(text)
    path = expanded(text or ".").absolute()
    return str(path if path.is_dir() else path.parent)


def _entries(place: str, draft: Draft, prompter: Prompter) -> tuple[Entry, ...]:
    try:
        return entries(place, draft)
    except ModelportError as error:
        prompter.say(" ".join(filter(None, [f"✗ {error.summary}", error.why, error.fix])))
        return ()


def _choices(place: str, found: tuple[Entry, ...]) -> Iterator[Choice]:
    yield Choice(UP, UP, "the directory above")
    if place != "gs://":
        yield Choice(HERE, HERE, "take this directory itself")
    for entry in found:
        name = entry.name.rstrip("/")
        yield Choice(
            entry.path, f"{name}/" if entry.is_directory else name, "" if entry.is_directory else size(entry.size)
        )
    yield Choice(DISK, "this machine") if place.startswith("gs://") else Choice(BUCKETS, "the project's buckets")
