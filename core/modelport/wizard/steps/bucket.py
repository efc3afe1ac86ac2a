"""Step 2: the bucket that holds the model's files."""

from ...catalog import regions
from ..draft import Draft
from ..fields import Answer, Choice, Field, Kind, Source, Step
from .target import from_setting


def _buckets(draft: Draft) -> tuple[Choice, ...]:
    return tuple(
        Choice(bucket.name, bucket.name, f"exists in {bucket.location}") for bucket in draft.seen.buckets or ()
    )


def _name(draft: Draft) -> Answer:
    project = draft.text("target.project")
    proposed = f"{project.replace(':', '-').replace('.', '-')}-aiplatform"
    if not project:
        return Answer("")
    region, existing = _told_region(draft), draft.seen.bucket(proposed)
    if existing and region and existing.location != region:
        reason = f"{proposed} is in {existing.location}, the model is to be served in {region}"
        return Answer(f"{proposed}-{region}", Source.SUGGESTED, reason)
    if existing:
        return Answer(proposed, Source.DETECTED, "this project's bucket from before")
    return Answer(proposed, Source.SUGGESTED, "the name Google's guide proposes: PROJECT-aiplatform")


def _told_region(draft: Draft) -> str:
    """The region that a flag or a file wants the model to be served in, if it can be a bucket's, or ""."""
    region = draft.text("model.region") if draft.is_told("model.region") else ""
    return region if regions.find(region) else ""


def _locations(_draft: Draft) -> tuple[Choice, ...]:
    return tuple(Choice(region.name, region.name) for region in regions.all_regions())


def _location(draft: Draft) -> Answer:
    existing = draft.seen.bucket(draft.text("bucket.name"))
    if existing:
        return Answer(existing.location, Source.DETECTED, "where the bucket is")
    if region := _told_region(draft):
        return Answer(region, Source.SUGGESTED, "where the model is to be served")
    setting = from_setting(draft, "region")
    if setting and regions.find(str(setting.value)):
        return setting
    return Answer(regions.DEFAULT_REGION, Source.DEFAULT, "the platform's own default region")


def _is_foreign(draft: Draft) -> bool:
    return draft.seen.bucket_state == "foreign" or "bucket.project" in draft.given


BUCKET = Step(
    "bucket",
    "Bucket",
    "The platform reads the model from a Cloud Storage bucket: choose one or let it be created.",
    (
        Field(
            "bucket.name",
            "Bucket",
            Kind.COMBO,
            "The bucket for the model's files. Names are unique over all projects; one bucket serves many models.",
            "Keep the suggestion: it is created if it is not there.",
            billed="Cloud Storage bills each GB and month until the files are deleted.",
            flag="--bucket",
            default=_name,
            follows="target.project",
            choices=_buckets,
            required=True,
            placeholder="my-project-aiplatform",
        ),
        Field(
            "bucket.location",
            "Bucket region",
            Kind.CHOICE,
            "A single region, the one that will serve the model: the platform refuses multi-regions.",
            "Take the region closest to the people who ask for predictions.",
            billed="Storage is billed by the month and by this region's price.",
            flag="--bucket-location",
            default=_location,
            choices=_locations,
        ),
        Field(
            "bucket.project",
            "Its project",
            Kind.TEXT,
            "The project that owns the bucket, if it is not the model's. The platform's service agent is then granted "
            "read access to the bucket.",
            "Take a bucket of the model's own project.",
            billed="Storage is billed to this project.",
            flag="--bucket-project",
            applies=_is_foreign,
            only_if_asked=True,
            placeholder="only for a bucket of another project of yours",
        ),
    ),
    decides=("bucket", "grant"),
)
