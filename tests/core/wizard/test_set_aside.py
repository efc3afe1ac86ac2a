"""What was given and is left out because of another answer is said, and comes back."""

from modelport.preflight import check
from modelport.request import Artifact, DeploymentRequest, Model
from modelport.seen import Seen
from modelport.settings import Settings
from modelport.wizard.checking import applicable, findings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft
from modelport.wizard.steps import STEPS

ENDPOINT = next(step for step in STEPS if step.id == "endpoint")


def with_own_code() -> Draft:
    draft = new_draft(Settings()).with_value("artifact.packages", ("code.tar.gz",), Source.FLAG, "--packages")
    return draft.with_value("artifact.prediction_class", "code.Predictor", Source.FLAG, "--prediction-class")


def left_out(draft: Draft) -> list[str]:
    return [finding.message for finding in findings(draft) if finding.message.startswith("Left out")]


def test_own_code_that_a_regional_endpoint_leaves_out_is_said_and_brought_back_by_the_fix() -> None:
    draft = with_own_code()
    assert left_out(draft) == []
    regional = draft.with_text("model.endpoint", "regional")
    (message,) = left_out(regional)
    assert "code.Predictor" in message
    assert "code.tar.gz" in message
    assert not regional.request().artifact.prediction_class
    back = applicable(regional, ENDPOINT, "model.endpoint")
    assert back is not None
    assert left_out(back) == []
    assert back.request().artifact == draft.request().artifact


def test_a_model_on_a_regional_endpoint_is_no_way_out_for_own_code() -> None:
    artifact = Artifact("./m", packages=("code.tar.gz",), prediction_class="code.Predictor")
    request = DeploymentRequest(artifact=artifact, model=Model("iris", "global"))
    for elsewhere in (("us-central1",), ("us-central1", "us-east1")):
        (found,) = [each for each in check(request, Seen(models=(), elsewhere=elsewhere)) if each.code == "R03"]
        assert found.apply is None
        assert "global endpoint only" in found.fix


def test_an_accelerator_that_was_taken_out_leaves_no_half_behind() -> None:
    draft = new_draft(Settings()).with_value("version.accelerator.count", "1", Source.FLAG, "--accelerator-count")
    (half,) = [finding for finding in findings(draft) if finding.code == "R13"]
    assert "--accelerator)" in half.fix
    given = draft.with_value("version.accelerator.type", "NVIDIA_TESLA_T4", Source.FLAG, "--accelerator")
    assert not [found for found in findings(given.with_text("version.accelerator.type", "")) if found.code == "R13"]
