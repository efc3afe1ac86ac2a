"""A finding that one answer mends says which, and is gone once the answer is given."""

import pytest

from modelport import preflight
from modelport.settings import Settings
from modelport.wizard.checking import applicable
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft
from modelport.wizard.steps import step_of

from .test_instances import ROWS


def draft_of(**answers: str) -> Draft:
    """A draft with these answers, as a file would give them: `model__region="us-west1"`."""
    draft = new_draft(Settings()).with_seen(artifact=ROWS)
    for key, text in answers.items():
        draft = draft.with_text(key.replace("__", "."), text, Source.FILE)
    return draft


def codes(draft: Draft) -> set[str]:
    """The codes that preflight finds."""
    return {finding.code for finding in preflight.check(draft.request(), draft.seen)}


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("R02", {"version__machine_type": "mls1-c1-m2"}),
        ("R04", {"model__endpoint": "global", "model__region": "us-west1"}),
        ("R16", {"scaling__mode": "manual", "scaling__nodes": "0"}),
        ("R16", {"scaling__min_nodes": "0"}),
        ("R17", {"scaling__min_nodes": "3", "scaling__max_nodes": "2"}),
        ("R19", {"version__python_version": "2.7"}),
        ("R24", {"bucket__location": "us-east1", "model__region": "us-central1"}),
        ("runtime.unknown", {"version__runtime_version": "2.0"}),
        ("machine.unknown", {"version__machine_type": "n1-tiny"}),
        ("framework.differs", {"artifact__framework": "XGBOOST"}),
        ("instances.form", {"after__test_instances": "[[1, 2]]"}),
    ],
)
def test_the_answer_that_a_finding_offers_mends_it(code: str, answers: dict[str, str]) -> None:
    draft = draft_of(**answers)
    offered = [one.apply for one in preflight.check(draft.request(), draft.seen) if one.code == code and one.apply]
    key, text = offered[0]
    assert code not in codes(draft.with_text(key, text))


def test_the_focused_field_s_finding_is_mended_first_and_others_in_turn() -> None:
    draft = draft_of(scaling__min_nodes="0", scaling__max_nodes="0")
    step = step_of("scaling.min_nodes")
    assert step is not None
    mended = applicable(draft, step, "scaling.max_nodes")
    assert mended is not None
    assert (mended.text("scaling.min_nodes"), mended.text("scaling.max_nodes")) == ("0", "1")
    again = applicable(mended, step)
    assert again is not None
    assert again.text("scaling.min_nodes") == "1"
    assert applicable(again, step) is None


def test_a_step_without_such_findings_has_nothing_to_apply() -> None:
    draft = new_draft(Settings())
    step = step_of("model.name")
    assert step is not None
    assert applicable(draft, step) is None
