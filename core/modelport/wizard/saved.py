"""Drafts on disk: what people typed is kept until it is deployed, and offered again."""

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

from modelport.user_paths import expanded

from ..home import drafts_home
from ..local_paths import absolute, placed
from ..request import DeploymentRequest
from ..request_file import as_content, flattened
from ..settings import Settings, remember_target
from .draft import Draft
from .fields import Source
from .starting import new_draft
from .steps import STEPS
from .values import parse, show

_SOURCE = "artifact.source"
_PATHS = (_SOURCE, "artifact.packages")


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft that was left: its file, what it is about, and when it was last changed (seconds since the epoch).

    A relative path in it is meant from `directory`.
    """

    path: Path
    source: str
    when: float
    answers: dict[str, str]
    directory: str = ""

    @property
    def amount(self) -> str:
        """How many answers it holds, in words."""
        return f"{len(self.answers)} answer{'' if len(self.answers) == 1 else 's'}"


def save(draft: Draft, before: str = "") -> bool:
    """Keep what was typed, if anything was; False where nothing is kept. A full disk is no reason to stop a wizard.

    `before` is the artifact's source under which the same wizard saved last: a draft moves with its source.
    """
    typed = {key: show(a.value, draft.fields[key].kind) for key, a in draft.given.items() if a.source is Source.TYPED}
    if not typed:
        return False
    if platform := typed.get("target.platform"):
        remember_target(platform)
    path = _path(draft.text(_SOURCE))
    content = {"source": draft.text(_SOURCE), "directory": str(Path.cwd()), "answers": typed}
    temporary = path.with_suffix(".tmp")
    try:
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(content, indent=1))
        temporary.replace(path)
        if before and _path(before) != path:
            _path(before).unlink(missing_ok=True)
    except OSError:
        return False
    return True


def latest(source: str = "") -> SavedDraft | None:
    """The draft for this artifact, or the last one of all where `source` is empty."""
    paths = [_path(source)] if source else sorted(drafts_home().glob("*.json"), key=_changed, reverse=True)
    return next((saved for saved in map(_read, paths) if saved), None)


def restored(draft: Draft, saved: SavedDraft) -> Draft:
    """The draft with the saved answers, and with what it is about; one from a flag or file that was given now stays."""
    about = {_SOURCE: _from_here(saved.source, saved.directory)} if saved.source else {}
    for key, text in (saved.answers | about).items():
        if key in draft.fields and key not in draft.given:
            draft = draft.with_value(key, parse(draft.fields[key].kind, text), Source.TYPED)
    return draft


def _from_here(source: str, directory: str) -> str:
    """A path as it leads to the same file from the directory that is the current one now."""
    if not directory or Path(directory) == Path.cwd():
        return source
    return absolute(source, Path(directory))


def last_step(draft: Draft) -> int:
    """The index of the last step at which something was typed."""
    typed = {key for key, answer in draft.given.items() if answer.source is Source.TYPED}
    return max((index for index, step in enumerate(STEPS) if typed & {one.key for one in step.fields}), default=0)


def forget(draft: Draft) -> None:
    """Drop the draft's file once it is deployed."""
    _path(draft.text(_SOURCE)).unlink(missing_ok=True)


def forget_deployed(request: DeploymentRequest) -> None:
    """Drop the drafts about the request's model that say nothing else than it does: a run has deployed it."""
    model = absolute(request.artifact.source, Path.cwd())
    for saved in filter(None, map(_read, drafts_home().glob("*.json"))):
        if _anywhere(saved, saved.source) == model and _says_nothing_else(saved, request):
            saved.path.unlink(missing_ok=True)


def _says_nothing_else(saved: SavedDraft, request: DeploymentRequest) -> bool:
    """Whether the answers, put over those of the request, change nothing in it."""
    draft = new_draft(Settings())
    for key, value in flattened(as_content(placed(request, Path.cwd()))).items():
        if key in draft.fields:
            draft = draft.with_value(key, tuple(value) if isinstance(value, list) else value, Source.FILE)
    before = draft.request()
    for key, text in saved.answers.items():
        if key in draft.fields:
            value = parse(draft.fields[key].kind, text)
            draft = draft.with_value(key, _anywhere(saved, value) if key in _PATHS else value)
    return draft.request() == before


def _anywhere(saved: SavedDraft, value: object) -> object:
    """Paths in a draft as they lead to the same files from every directory."""
    if isinstance(value, tuple):
        return tuple(_anywhere(saved, path) for path in value)
    return absolute(value, Path(saved.directory)) if isinstance(value, str) and saved.directory else value


def _path(source: str) -> Path:
    name = str(expanded(source).absolute()) if source and not source.startswith("gs://") else source
    return drafts_home() / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _read(path: Path) -> SavedDraft | None:
    try:
        content = json.loads(path.read_text())
        answers = {str(key): str(text) for key, text in content["answers"].items()}
        return SavedDraft(path, str(content["source"]), _changed(path), answers, str(content.get("directory", "")))
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def age(saved: SavedDraft) -> str:
    """How long ago the draft was changed, in words."""
    seconds = max(0, int(time.time() - saved.when))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
