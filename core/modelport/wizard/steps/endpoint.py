"""Step 4: the endpoint, which decides machine types and features."""

from ...catalog import regions
from ..draft import CUSTOM_ROUTINE, Draft
from ..fields import Answer, Choice, Field, Kind, Source, Step
from .target import from_setting


def is_global(draft: Draft) -> bool:
    """Whether the global endpoint was chosen."""
    return draft.text("model.endpoint") == regions.GLOBAL


def _endpoints(_draft: Draft) -> tuple[Choice, ...]:
    return (
        Choice(
            regions.REGIONAL,
            "Regional endpoint",
            "N1 machines up to 32 CPUs, GPUs, models to 10 GB. No custom code, never scales to zero.",
        ),
        Choice(
            regions.GLOBAL,
            "Global endpoint",
            "Small MLS1 machines, scales to zero, custom code, console logs. Models to 500 MB, no GPUs.",
        ),
    )


def _endpoint(draft: Draft) -> Answer:
    is_routine = draft.is_told("artifact.framework") and draft.text("artifact.framework") == CUSTOM_ROUTINE
    has_code = is_routine or draft.is_told("artifact.packages") or draft.is_told("artifact.prediction_class")
    if has_code and not draft.is_told("model.region"):
        return Answer(regions.GLOBAL, Source.SUGGESTED, "custom code is served on this endpoint only")
    setting = from_setting(draft, "region")
    if setting and setting.value == regions.GLOBAL:
        return Answer(regions.GLOBAL, setting.source, setting.reason)
    return Answer(regions.REGIONAL, Source.DEFAULT, "isolated from other regions' failures, and the larger choice")


def _regions(draft: Draft) -> tuple[Choice, ...]:
    return tuple(Choice(region.name, region.name) for region in regions.serving(draft.text("model.endpoint")))


def _region(draft: Draft) -> Answer:
    possible = [choice.value for choice in _regions(draft)]
    setting, bucket = from_setting(draft, "region"), draft.text("bucket.location")
    if bucket in possible:
        return Answer(bucket, Source.SUGGESTED, "same as the bucket")
    if setting and setting.value in possible:
        return setting
    return Answer(regions.DEFAULT_REGION, Source.DEFAULT, "the platform's own default region")


ENDPOINT = Step(
    "endpoint",
    "Endpoint",
    "Models on one endpoint are invisible to the other; a model can't be moved later.",
    (
        Field(
            "model.endpoint",
            "Endpoint",
            Kind.CHOICE,
            "Regional endpoints serve from N1 machines in one region; the global one from MLS1 machines.",
            "Take the regional endpoint, unless you need custom code or scaling to zero.",
            billed="Regional bills at least one node all the time.",
            flag="--endpoint",
            default=_endpoint,
            choices=_endpoints,
            closed=True,
        ),
        Field(
            "model.region",
            "Region",
            Kind.CHOICE,
            "Where the nodes run. It should be the bucket's region.",
            "Keep the bucket's region.",
            billed="Nodes are billed by this region's price.",
            flag="--region",
            default=_region,
            choices=_regions,
        ),
        Field(
            "model.access_logging",
            "Access log",
            Kind.SWITCH,
            "Logs time and latency of each prediction to Cloud Logging. It can't be changed later.",
            "Leave it off for high traffic; turn it on to see who asks.",
            billed="Cloud Logging bills by volume: a line for each prediction.",
            flag="--enable-logging",
            default=lambda _draft: Answer(False, Source.DEFAULT, "as the platform"),
        ),
        Field(
            "model.console_logging",
            "Console log",
            Kind.SWITCH,
            "Streams what the nodes print to Cloud Logging. Only the global endpoint has it.",
            "Turn it on for custom code: it is the only way to see its output.",
            billed="Cloud Logging bills by volume: whatever the nodes print.",
            flag="--enable-console-logging",
            default=lambda _draft: Answer(False, Source.DEFAULT, "as the platform"),
            applies=is_global,
        ),
        Field(
            "model.description",
            "Description",
            Kind.TEXT,
            "A note for people, shown beside the model.",
            "Leave it empty, or say who trained the model and on what.",
            flag="--description",
            placeholder="optional",
        ),
        Field(
            "model.labels",
            "Labels",
            Kind.LABELS,
            "KEY=VALUE pairs for filters and bills, separated by commas; lower case.",
            "Leave it empty: labels can be added later.",
            flag="--labels",
            placeholder="optional: team=flowers,env=test",
            default=lambda _draft: Answer({}),
        ),
    ),
    decides=("model",),
)
