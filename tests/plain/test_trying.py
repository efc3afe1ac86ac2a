"""A prediction on this machine before anything is deployed, asked for in words."""

import os
import tarfile
from pathlib import Path

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from modelport.preflight.artifact import TRUST_QUESTION
from modelport.wizard.draft import Draft
from modelport_tui.plain.prompter import Left
from modelport_tui.plain.session import Session
from modelport_tui.plain.trying import try_here
from modelport_tui.plain.walk import Walk

from .scripted import BACK, Line, ScriptedPrompter

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


@pytest.fixture
def hooked(tmp_path: Path) -> Path:
    """A model that names a function of the system, so that it takes a yes."""
    model = DummyClassifier().fit([[0.0, 0.0]] * 2, [1, 1])
    model.hook = os.getpid
    joblib.dump(model, tmp_path / "model.joblib")
    return tmp_path / "model.joblib"


def test_a_file_that_would_run_something_is_tried_after_a_plain_yes_only(draft: Draft, hooked: Path) -> None:
    script: dict[str, list[Line]] = {
        "Model": [f"try {hooked}", "try", "try", Left],
        TRUST_QUESTION: ["no", BACK, "yes"],
        "Instances to try": ["[[0, 0]]"],
    }
    walk = Walk(prompter := ScriptedPrompter(script), draft)
    with pytest.raises(Left):
        walk.through()
    assert prompter.said.count("It was not loaded.") == 2
    assert prompter.said.count("→ [1]") == 1
    assert any("posix.getpid" in line for line in prompter.said)
    assert not walk.draft.request().artifact.trust_pickle


def test_a_prediction_routine_is_tried_with_its_package(draft: Draft, tmp_path: Path) -> None:
    code = "class Echo:\n from_path = classmethod(lambda cls, path: cls())\n def predict(self, rows):\n  return rows\n"
    with tarfile.open(tmp_path / "echo-1.tar.gz", "w:gz") as archive:
        for name, text in (("setup.py", ""), ("echo.py", code)):
            (tmp_path / name).write_text(text)
            archive.add(tmp_path / name, f"echo-1/{name}")
    answers = {
        "model.endpoint": "global",
        "artifact.framework": "CUSTOM",
        "artifact.packages": str(tmp_path / "echo-1.tar.gz"),
    }
    for key, text in answers.items():
        draft = draft.with_text(key, text)
    prompter = ScriptedPrompter({"Instances to try": ['["a", 1]', '["a", 1]']})
    try_here(draft, prompter)
    assert "There is no routine to try. Its class is not named yet." in prompter.said[-1]
    try_here(draft.with_text("artifact.prediction_class", "echo.Echo"), prompter)
    assert '→ ["a", 1]' in prompter.said
