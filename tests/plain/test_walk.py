"""The way through the questions, with a scripted prompter and the embedded platform behind it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import joblib
import pytest
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier

from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms.local import LocalPlatform
from modelport.wizard import saved
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport_tui.plain.prompter import Left, Reply, Then
from modelport_tui.plain.session import Session
from modelport_tui.plain.walk import PLACES, Walk, place_of

from .scripted import BACK, EXPLAIN, LIST, RESET, Script, ScriptedPrompter


def session(prompter: ScriptedPrompter, save: Path | None = None) -> Session:
    """A session without progress, with JSON as its result."""
    return Session(prompter, save, "off", "json")


def test_every_field_that_applies_is_asked_once_and_in_order(draft: Draft) -> None:
    walk = Walk(prompter := ScriptedPrompter(), draft)
    walk.through()
    assert prompter.labels == [field.label for _, field in PLACES if walk.draft.applies(field.key)]


def test_going_back_from_every_question_asks_the_one_before_and_keeps_the_answers(draft: Draft) -> None:
    Walk(forward := ScriptedPrompter(), draft).through()
    labels = forward.labels
    for place in range(1, len(labels)):
        script: Script = {labels[place]: [BACK]} if labels.count(labels[place]) == 1 else {}
        walk = Walk(prompter := ScriptedPrompter(script), draft.with_text("model.description", "kept"))
        walk.through()
        expected = [*labels[: place + 1], *labels[place - 1 :]] if script else labels
        assert prompter.labels == expected
        assert walk.draft.text("model.description") == "kept"


def test_going_back_on_the_first_question_says_so(draft: Draft) -> None:
    Walk(prompter := ScriptedPrompter({"Platform": [BACK]}), draft).through()
    assert any("first question" in line for line in prompter.said)
    assert prompter.labels[:3] == ["Platform", "Platform", "Project"]


def test_an_error_asks_again_until_it_is_mended(draft: Draft) -> None:
    walk = Walk(prompter := ScriptedPrompter({"Bucket": ["Not A Bucket", "a-bucket-of-mine"]}), draft)
    walk.through()
    assert any(line.startswith("✗ error") for line in prompter.said)
    assert prompter.labels.count("Bucket") == 2
    assert walk.draft.text("bucket.name") == "a-bucket-of-mine"


def test_going_back_with_an_error_checks_nothing_and_keeps_what_was_typed(draft: Draft) -> None:
    script: Script = {"Minimum nodes": [Reply("two", Then.BACK), "2"]}
    walk = Walk(prompter := ScriptedPrompter(script), draft)
    walk.through()
    assert [question.text for question in prompter.asked if question.label == "Minimum nodes"] == ["1", "two"]
    assert not any(line.startswith("✗") for line in prompter.said)


def test_what_cannot_be_read_is_never_let_through(draft: Draft) -> None:
    walk = Walk(prompter := ScriptedPrompter({"Minimum nodes": ["two", "two", "two", "2"]}), draft)
    walk.through()
    assert prompter.labels.count("Minimum nodes") == 4
    assert walk.draft.text("scaling.min_nodes") == "2"


def test_a_bucket_of_another_project_can_be_named_as_such_in_the_same_step(draft: Draft, project: str) -> None:
    first = ScriptedPrompter()
    assert session(first).run(draft) == 0
    other = draft.with_value("target.project", "x" + project, Source.FLAG)
    script: Script = {"Bucket": [f"{project}-aiplatform"], "Its project": [project]}
    walk = Walk(prompter := ScriptedPrompter(script), other)
    walk.through()
    assert prompter.labels.count("Bucket") == 2
    assert walk.draft.text("bucket.project") == project


def test_help_explains_and_a_reset_takes_the_suggestion_again(draft: Draft) -> None:
    script: Script = {"Model name": [EXPLAIN, "other"], "Version name": [BACK, EXPLAIN]}
    walk = Walk(prompter := ScriptedPrompter(script), draft)
    walk.through()
    assert walk.draft.text("model.name") == "other"
    walk.prompter = ScriptedPrompter({"Model name": [RESET]})
    walk.ask(place_of("model.name") or 0)
    assert any("Groups the versions of one model" in line for line in prompter.said)
    assert walk.draft.answer("model.name").source is Source.SUGGESTED


def test_keeping_a_default_does_not_make_it_typed(draft: Draft) -> None:
    walk = Walk(ScriptedPrompter(), draft)
    walk.through()
    assert walk.draft.given.keys() == draft.given.keys()


def test_lookups_are_announced(draft: Draft) -> None:
    Walk(prompter := ScriptedPrompter(), draft).through()
    said = "\n".join(prompter.said)
    for words in ("Looking for the platform", "Looking at the buckets", "Reading the model", "earlier versions"):
        assert words in said


def test_a_model_is_found_by_looking_around(draft: Draft, model_file: Path) -> None:
    elsewhere = draft.without("artifact.source").with_text("artifact.source", str(model_file.parent.parent / "none"))
    script: Script = {"Model": [LIST], "Go into a directory, or take a file": [str(model_file.parent), str(model_file)]}
    walk = Walk(prompter := ScriptedPrompter(script), elsewhere)
    walk.ask(place_of("artifact.source") or 0)
    assert walk.draft.text("artifact.source") == str(model_file)
    assert prompter.left_over == []


def test_enter_alone_deploys_and_the_result_is_data(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    assert session(ScriptedPrompter()).run(draft) == 0
    captured = capsys.readouterr()
    assert '"state": "READY"' in captured.out
    assert "READY" in captured.err
    asking = [line for line in captured.err.splitlines() if line.startswith(("  curl ", "  printf "))]
    assert len(asking) == 2
    for command in asking:
        assert '"predictions"' in pasted(command)


def pasted(command: str) -> str:
    """What a command of the summary prints in a shell that is set up for the embedded platform."""
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **LocalPlatform().env(), "PATH": binaries}
    return subprocess.run(
        ["bash", "-c", command], env=environment, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_the_review_changes_saves_and_deploys(draft: Draft, tmp_path: Path) -> None:
    path = tmp_path / "request.yaml"
    script: Script = {
        "What now": ["change", "save", "deploy"],
        "Which answer": ["model.endpoint"],
        "Endpoint": ["regional", "global"],
        "Save as": [str(path)],
    }
    prompter = ScriptedPrompter(script)
    assert session(prompter, tmp_path / "deployed.yaml").run(draft) == 0
    assert any("Also changed: Machine type: mls1-c1-m2" in line for line in prompter.said)
    assert "endpoint: global" in path.read_text()
    assert path.read_text() == (tmp_path / "deployed.yaml").read_text()


def test_the_review_shows_the_plan_with_its_commands(draft: Draft) -> None:
    prompter = ScriptedPrompter({"What now": ["plan", "quit"]})
    session(prompter).run(draft)
    plan = next(line for line in prompter.said if "1. Start the embedded platform" in line)
    assert "$ gcloud ai-platform versions create v1" in plan
    assert "undo: modelport versions delete v1" in plan


def test_an_existing_file_is_replaced_only_after_a_yes(draft: Draft, tmp_path: Path) -> None:
    path = tmp_path / "request.yaml"
    path.write_text("mine")
    prompter = ScriptedPrompter({"What now": ["save", "quit"], "Save as": [str(path)]})
    assert session(prompter).run(draft) == 130
    assert path.read_text() == "mine"


def test_leaving_keeps_what_was_typed_and_offers_it_again(draft: Draft) -> None:
    first = ScriptedPrompter({"Version name": ["v77"], "Labels": [Left]})
    assert session(first).run(draft) == 130
    assert "Nothing was created. What you typed is kept" in first.said[-1]
    again = ScriptedPrompter({"What now": ["quit"]})
    session(again).run(draft)
    assert again.labels[0] == "There are answers from before"
    assert any("Version name: v77 (yours)" in line for line in again.said)
    anew = ScriptedPrompter({"There are answers from before": ["new"], "What now": ["quit"]})
    session(anew).run(draft)
    assert not any("v77" in line for line in anew.said)
    saved.forget(draft)


def test_a_run_that_was_cut_off_is_offered_and_finished(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    walk = Walk(ScriptedPrompter(), draft.with_text("scaling.max_nodes", "4"))
    walk.through()
    request = walk.draft.request()
    Journal.create(request, make_plan(request, walk.draft.seen.artifact))
    saved.save(draft.with_text("scaling.max_nodes", "4"))
    elsewhere = ScriptedPrompter({"Platform": [Left]})
    session(elsewhere).run(draft.with_value("artifact.source", "/elsewhere", Source.FLAG))
    assert elsewhere.labels == ["Platform"]
    prompter = ScriptedPrompter({"A run was cut off": [EXPLAIN, "resume"]})
    assert session(prompter).run(draft) == 0
    assert prompter.labels == ["A run was cut off"] * 2
    assert '"state": "READY"' in capsys.readouterr().out
    again = ScriptedPrompter({"Platform": [Left]})
    session(again).run(draft)
    assert again.labels == ["Platform"]


def test_going_back_from_the_review_asks_the_last_question(draft: Draft) -> None:
    prompter = ScriptedPrompter({"What now": [BACK, "quit"]})
    session(prompter).run(draft)
    assert prompter.labels[-3:] == ["What now", "Default version", "What now"]


def test_a_run_that_fails_leads_back_to_the_answers(draft: Draft, model_file: Path, tmp_path: Path) -> None:
    fleeting = tmp_path / "fleeting" / "model.joblib"
    fleeting.parent.mkdir()
    fleeting.write_bytes(model_file.read_bytes())

    def deploy_what_is_gone() -> str:
        fleeting.unlink()
        return "deploy"

    prompter = ScriptedPrompter({"What now": [deploy_what_is_gone, "quit"]})
    assert session(prompter).run(draft.with_value("artifact.source", str(fleeting), Source.FLAG)) == 1
    assert prompter.labels[-2:] == ["What now", "What now"]
    assert sum("Your answers:" in line for line in prompter.said) == 1, "they would push the reason out of sight"
    assert "Nothing was created" not in prompter.said[-1]


def test_what_the_request_file_alone_can_mend_stops_the_deployment(draft: Draft) -> None:
    routes = {"version.routes.predict": "/predict"}
    prompter = ScriptedPrompter({"What now": ["deploy", "quit"]})
    assert session(prompter).run(replace(draft, unasked=routes, _known={})) == 130
    assert any("request file: mend it there" in line for line in prompter.said)


def test_after_a_run_that_failed_the_platform_is_looked_at_again(draft: Draft, tmp_path: Path) -> None:
    other = tmp_path / "other" / "model.joblib"
    other.parent.mkdir()
    joblib.dump(DecisionTreeClassifier().fit(*load_iris(return_X_y=True)), other)
    named = draft.with_value("model.name", "contested", Source.FLAG)

    def deploy_after_somebody_else() -> str:
        theirs = named.with_value("artifact.source", str(other), Source.FLAG)
        assert session(ScriptedPrompter()).run(theirs) == 0
        return "deploy"

    prompter = ScriptedPrompter({"What now": [deploy_after_somebody_else, "deploy"]})
    assert session(prompter).run(named) == 0
    assert any("Also changed: Version name: v2" in line for line in prompter.said)
