"""Step 8: what happens once the version is ready; the screen shows every other answer too."""

from ..draft import Draft
from ..fields import Answer, Field, Kind, Source, Step


def _instances(draft: Draft) -> Answer:
    artifact = draft.seen.artifact
    if artifact and artifact.sample_instances:
        return Answer(tuple(artifact.sample_instances), Source.SUGGESTED, "made from what the model expects")
    return Answer(())


def _set_default(draft: Draft) -> Answer:
    model = draft.seen.model(draft.text("model.name"))
    if model and "READY" in model.versions.values():
        return Answer(False, Source.SUGGESTED, f"{model.name} serves already: try this version first")
    return Answer(True, Source.DEFAULT, "so that the model answers without a version")


REVIEW = Step(
    "review",
    "Review",
    "Enter starts the deployment; nothing is created or changed before that.",
    (
        Field(
            "after.test_instances",
            "Test instances",
            Kind.JSON,
            "Instances sent to the version once it is ready, as JSON: [[5.1, 3.5, 1.4, 0.2]].",
            "Keep the sample; leave it empty to send none.",
            flag="--instances",
            default=_instances,
            placeholder="[[5.1, 3.5, 1.4, 0.2]]",
        ),
        Field(
            "after.set_default",
            "Default version",
            Kind.SWITCH,
            "Predictions that name no version go to the default one.",
            "Yes for a first version; no while another one serves users.",
            flag="--set-default",
            default=_set_default,
        ),
    ),
    decides=("default", "test"),
    shows_cost=True,
)
