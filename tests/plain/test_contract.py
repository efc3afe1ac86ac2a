"""Every field of every step, through both prompters, on a real pseudo-terminal: shown, explained, set, and left."""

import io
import tarfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest

from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field, Kind
from modelport.wizard.lookups import LOOKUPS
from modelport.wizard.steps import FIELDS
from modelport_tui.plain.looking import ANNOUNCED
from modelport_tui.plain.numbered import READ_OUT, NumberedPrompter
from modelport_tui.plain.prompter import Then
from modelport_tui.plain.prompts import QuestionaryPrompter
from modelport_tui.plain.questions import ASK, offered
from modelport_tui.plain.walk import Walk, place_of

from .pseudo_terminal import PATIENCE_SECONDS, PseudoTerminal

SAMPLES = {
    "artifact.framework": "SCIKIT_LEARN",
    "target.project": "another-project",
    "bucket.project": "another-project",
    "model.name": "another_name",
    "version.name": "v9",
    "artifact.prediction_class": "my_code.Predictor",
    "version.service_account": "name@my-project.iam.gserviceaccount.com",
    "version.machine_type": "n1-standard-4",
    "version.runtime_version": "2.10",
    "model.endpoint": "global",
    "scaling.mode": "manual",
    "version.accelerator.type": "NVIDIA_TESLA_V100",
    "scaling.nodes": "2",
    "scaling.min_nodes": "2",
    "scaling.max_nodes": "5",
}
CODE = """class Predictor:
    @classmethod
    def from_path(cls, model_dir): ...
    def predict(self, instances, **kwargs): ...
"""
BY_KIND = {
    Kind.TEXT: "some words",
    Kind.NUMBER: "70",
    Kind.LABELS: "team=flowers",
    Kind.JSON: "[[1.0, 2.0, 3.0, 4.0]]",
    Kind.SWITCH: "yes",
}


def sample(draft: Draft, field: Field) -> str:
    """An answer that the field takes; the one in force where another one would be an error."""
    if field.key == "bucket.name":
        return f"b-{uuid4().hex[:12]}"
    if field.kind is Kind.SWITCH:
        return "no" if draft.text(field.key) == "yes" else "yes"
    return SAMPLES.get(field.key) or BY_KIND.get(field.kind) or draft.text(field.key)


class Keys(Protocol):
    """What a person presses."""

    @property
    def explain(self) -> str: ...

    @property
    def back(self) -> str: ...

    def answer(self, draft: Draft, field: Field, text: str) -> str: ...


@dataclass(frozen=True)
class NumberedKeys:
    explain: str = "?\n"
    back: str = "<\n"

    def answer(self, draft: Draft, field: Field, text: str) -> str:
        return f"{text}\n"


@dataclass(frozen=True)
class QuestionaryKeys:
    explain: str = "\x1bOP"
    back: str = "\x1b[Z"

    def answer(self, draft: Draft, field: Field, text: str) -> str:
        if field.kind in (Kind.CHOICE, Kind.TABLE):
            values = [choice.value for choice in offered(draft, field.key)]
            if len(values) > READ_OUT:
                return f"{text}\r"
            down = values.index(text) - max(0, values.index(draft.text(field.key)))
            return ("\x1b[B" if down > 0 else "\x1b[A") * abs(down) + "\r"
        return text[0] if field.kind is Kind.SWITCH else f"\x01\x0b{text}\r"


@pytest.fixture(params=["numbered", "questionary"])
def walking(request: pytest.FixtureRequest, terminal: PseudoTerminal, draft: Draft) -> tuple[Walk, Keys]:
    """A walk with one of the prompters on the terminal."""
    if request.param == "numbered":
        return Walk(NumberedPrompter(terminal.reading, terminal.writing), draft), NumberedKeys()
    return Walk(QuestionaryPrompter(terminal.reading, terminal.writing), draft), QuestionaryKeys()


@pytest.fixture
def package(tmp_path: Path) -> str:
    """A package with the prediction class."""
    files = {"setup.py": "", "my_code.py": CODE}
    with tarfile.open(tmp_path / "my_code-0.1.tar.gz", "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"my_code-0.1/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return str(tmp_path / "my_code-0.1.tar.gz")


def with_field_in_force(draft: Draft, key: str, package: str) -> Draft:
    """The draft under which the field is asked."""
    if key in ("model.console_logging", "artifact.packages", "artifact.prediction_class", "version.service_account"):
        draft = draft.with_text("model.endpoint", "global").with_text("artifact.framework", "CUSTOM")
        draft = draft.with_text("artifact.packages", package)
    if key == "version.service_account":
        draft = draft.with_text("artifact.prediction_class", "my_code.Predictor")
    if "accelerator" in key or "GPU" in key:
        draft = draft.with_text("artifact.framework", "TENSORFLOW")
        draft = draft.with_text("version.accelerator.type", "NVIDIA_TESLA_T4")
    if key == "bucket.project":
        draft = draft.with_text("bucket.project", "some-project")
    if key == "artifact.trust_pickle":
        draft = draft.with_text(key, "yes")
    return draft.with_text("scaling.mode", "manual") if key == "scaling.nodes" else draft


@pytest.mark.parametrize("key", FIELDS)
def test_every_field_is_shown_explained_set_and_left(
    key: str, walking: tuple[Walk, Keys], terminal: PseudoTerminal, package: str
) -> None:
    walk, keys = walking
    field, place = FIELDS[key], place_of(key)
    assert place is not None
    walk.draft = with_field_in_force(walk.draft, key, package)
    assert walk.draft.applies(key)
    text = package if key == "artifact.packages" else sample(walk.draft, field)
    with being_asked(walk, place, terminal) as asked:
        terminal.until_shown(field.label)
        terminal.send(keys.explain)
        terminal.until("in a request file.\n")
        terminal.until(field.label)
        terminal.send(keys.answer(walk.draft, field, text))
        assert asked.result(PATIENCE_SECONDS) is Then.NEXT
    assert walk.draft.text(key) == text
    with being_asked(walk, place, terminal) as asked:
        terminal.until(field.label)
        terminal.send(keys.back)
        assert asked.result(PATIENCE_SECONDS) is Then.BACK
    assert walk.draft.text(key) == text


@contextmanager
def being_asked(walk: Walk, place: int, terminal: PseudoTerminal) -> Iterator[Future[Then]]:
    """A question that is asked in a thread; where the test fails, the person hangs up."""
    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(walk.ask, place)
        except BaseException:
            terminal.send("\x03\x04")
            raise


def test_every_kind_of_field_has_its_function() -> None:
    assert set(ASK) == set(Kind)


def test_every_lookup_is_announced_in_words_of_its_own() -> None:
    assert set(ANNOUNCED) == {lookup.id for lookup in LOOKUPS}
    assert len(set(ANNOUNCED.values())) == len(LOOKUPS)
