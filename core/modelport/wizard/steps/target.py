"""Step 1: which platform serves the model, and in which project."""

from ..draft import Draft
from ..fields import Answer, Choice, Field, Kind, Source, Step


def from_setting(draft: Draft, name: str) -> Answer | None:
    """The answer that the environment or gcloud's configuration gives, if any."""
    setting = getattr(draft.seen.settings, name)
    if setting is None:
        return None
    return Answer(setting.value, Source.GCLOUD if setting.from_gcloud else Source.ENVIRONMENT, setting.where)


def _platforms(_draft: Draft) -> tuple[Choice, ...]:
    return (
        Choice(
            "local",
            "Embedded platform",
            "Serves your model on this machine, free, with the API of AI Platform.",
        ),
        Choice(
            "ai-platform",
            "Google AI Platform",
            "Switched off by Google on 31 January 2025; of use only where the endpoint is overridden.",
        ),
    )


def _platform(draft: Draft) -> Answer:
    if found := from_setting(draft, "target"):
        return found
    if (last := draft.seen.settings.last_target) and last.value != "local":
        return Answer(last.value, Source.LAST, f"as in {last.where}")
    return Answer("local", Source.DEFAULT, "needs no account")


def _project(draft: Draft) -> Answer:
    found = from_setting(draft, "project")
    if found or draft.text("target.platform") != "local":
        return found or Answer("")
    settings = draft.seen.settings
    if settings.last_project:
        return Answer(settings.last_project.value, Source.LAST, f"as in {settings.last_project.where}")
    return Answer(settings.local_project.value, Source.SUGGESTED, settings.local_project.where)


TARGET = Step(
    "target",
    "Target",
    "Where your model will be served.",
    (
        Field(
            "target.platform",
            "Platform",
            Kind.CHOICE,
            "The platform that stores the model's files and answers predictions.",
            "Take the embedded platform: it starts by itself and costs nothing.",
            billed="On Google nodes, storage and logs are billed; the embedded platform is free.",
            flag="--target",
            default=_platform,
            choices=_platforms,
            closed=True,
        ),
        Field(
            "target.project",
            "Project",
            Kind.TEXT,
            "The project ID that owns bucket, model and version.",
            "On the embedded platform any name will do: keep the suggestion.",
            billed="On Google the project's billing account pays for everything that follows.",
            flag="--project",
            default=_project,
            required=True,
            placeholder="my-project",
        ),
    ),
    decides=("platform",),
)
