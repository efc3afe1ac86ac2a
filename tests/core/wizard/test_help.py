"""Every question explains itself: what it means, what to take without an opinion, what it costs, why its default."""

import pytest

from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field, Step
from modelport.wizard.starting import new_draft
from modelport.wizard.steps import FIELDS, STEPS
from modelport_tui.cli import main

COSTLY = {
    "target.platform",
    "target.project",
    "bucket.name",
    "bucket.location",
    "bucket.project",
    "model.endpoint",
    "model.region",
    "model.access_logging",
    "model.console_logging",
    "version.machine_type",
    "version.accelerator.type",
    "version.accelerator.count",
    "scaling.mode",
    "scaling.min_nodes",
    "scaling.max_nodes",
    "scaling.targets.CPU_USAGE",
    "scaling.targets.GPU_DUTY_CYCLE",
    "scaling.nodes",
}


def drafts() -> list[Draft]:
    """Drafts that between them ask for every field."""
    fresh = new_draft(Settings()).with_text("artifact.source", "./iris/model.joblib")
    google = fresh.with_text("target.platform", "ai-platform").with_text("target.project", "my-project")
    tensorflow = google.with_text("artifact.framework", "TENSORFLOW")
    return [
        fresh,
        google.with_text("model.endpoint", "global").with_text("artifact.framework", "CUSTOM"),
        tensorflow.with_text("version.accelerator.type", "NVIDIA_TESLA_T4"),
        google.with_text("scaling.mode", "manual"),
    ]


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_field_says_what_it_means_and_what_to_take_without_an_opinion(field: Field) -> None:
    for text in (field.help, field.unsure, *filter(None, [field.billed])):
        assert text[:1].isalpha(), text
        assert text.endswith("."), text


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_field_says_where_it_is_billed_if_it_costs_money(field: Field) -> None:
    assert bool(field.billed) == (field.key in COSTLY)


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_default_has_a_reason_and_an_empty_one_shows_what_could_stand_there(field: Field) -> None:
    for draft in drafts():
        answer = field.default(draft)
        is_empty = answer.value in ("", (), {})
        if draft.applies(field.key) and not is_empty:
            assert answer.reason, (field.key, answer)
        if is_empty:
            assert answer.reason or field.placeholder or field.choices, field.key


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_says_what_it_is_about(step: Step) -> None:
    assert step.title
    assert step.intro.endswith(".")


@pytest.mark.parametrize("command", ["deploy", "check"])
def test_the_help_of_a_command_says_it_all_too(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    shown = " ".join(capsys.readouterr().out.split()).replace("- ", "-")
    asked = [field for field in FIELDS.values() if field.flag.startswith("--")]
    assert all(field.billed.replace("- ", "-") in shown and field.unsure.replace("- ", "-") in shown for field in asked)
