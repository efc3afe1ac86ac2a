"""A prediction on this machine before anything is deployed, asked for in words."""

from pathlib import Path

from modelport.wizard.draft import Draft
from modelport_tui.plain.session import Session
from modelport_tui.plain.walk import Walk

from .scripted import ScriptedPrompter

ROWS = "[[5.1, 3.5, 1.4, 0.2], [6.9, 3.1, 5.4, 2.1]]"


def test_try_at_the_question_for_the_model_predicts_and_asks_it_again(draft: Draft) -> None:
    walk = Walk(prompter := ScriptedPrompter({"Model": ["try"], "Instances to try": [ROWS]}), draft)
    walk.through()
    assert "→ [0, 2]" in prompter.said
    assert prompter.labels.count("Model") == 2
    assert walk.draft.text("artifact.source") == draft.text("artifact.source")


def test_try_with_a_path_takes_it_and_suggests_instances_made_from_it(draft: Draft, model_file: Path) -> None:
    empty = draft.without("artifact.source")
    walk = Walk(prompter := ScriptedPrompter({"Model": [f"try {model_file}"]}), empty)
    walk.through()
    asked = next(question for question in prompter.asked if question.label == "Instances to try")
    assert asked.text.startswith("[[")
    assert walk.draft.text("artifact.source") == str(model_file)


def test_trying_without_a_model_or_without_instances_is_explained(draft: Draft) -> None:
    script = {"Model": ["try", draft.text("artifact.source"), "try"], "Instances to try": ["[[1]]", "nonsense"]}
    Walk(prompter := ScriptedPrompter(script), draft.without("artifact.source")).through()
    assert any("There is no model to try" in line for line in prompter.said)


def test_what_the_model_refuses_is_explained_and_ends_nothing(draft: Draft) -> None:
    script = {"Model": ["try", "try"], "Instances to try": ["[[1.0]]", "nonsense"]}
    Walk(prompter := ScriptedPrompter(script), draft).through()
    assert any(line.startswith("✗") and "expecting 4 features" in line for line in prompter.said)
    assert any(line.startswith("✗") and "is not JSON" in line for line in prompter.said)
    assert prompter.labels[-1] == "Default version"


def test_the_model_can_be_tried_from_the_review(draft: Draft) -> None:
    prompter = ScriptedPrompter({"What now": ["try", "quit"], "Instances to try": [ROWS]})
    assert Session(prompter, None, "off", "json").run(draft) == 130
    assert "→ [0, 2]" in prompter.said


def test_a_model_in_a_bucket_is_tried_as_one_on_disk(draft: Draft) -> None:
    deployed = ScriptedPrompter()
    assert Session(deployed, None, "off", "json").run(draft) == 0
    names = {question.label: question.text for question in deployed.asked}
    address = f"gs://{names['Bucket']}/{names['Model name']}/{names['Version name']}/"
    walk = Walk(prompter := ScriptedPrompter({"Model": [f"try {address}"], "Instances to try": [ROWS]}), draft)
    walk.through()
    assert "→ [0, 2]" in prompter.said
    assert walk.draft.text("artifact.source") == address
