"""What the wizard finds out by looking: each lookup says what it is about, and gives facts to the draft.

Lookups block; a screen runs them in threads. A lookup whose answer has come too late, because the draft is about
something else by then, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..defects import as_defect
from ..errors import AccessDenied, ModelportError, NotFound, PlatformError
from ..request import DeploymentRequest
from ..seen import BucketSeen, ModelSeen
from . import project
from .draft import Draft
from .steps import STEPS


@dataclass(frozen=True, slots=True)
class Facts:
    """What a lookup found, by the name in `Seen`; or the problem that kept it from finding anything."""

    found: dict[str, Any] = field(default_factory=dict)
    problem: ModelportError | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """`about` gives what the lookup depends on, or None where there is nothing to look up yet."""

    id: str
    step: str
    problem_at: str
    about: Callable[[Draft], object]
    look: Callable[[Draft], dict[str, Any]]

    def run(self, draft: Draft) -> Facts:
        """Look; never raises: a lookup that fails must not take the wizard with it."""
        try:
            return Facts(self.look(draft))
        except ModelportError as error:
            return Facts(problem=error)
        except Exception as error:  # noqa: BLE001
            return Facts(problem=as_defect(error))


def pending(draft: Draft, until_step: int) -> tuple[Lookup, ...]:
    """The lookups of the steps up to this one whose answer is not there yet."""
    ids = [step.id for step in STEPS[: until_step + 1]]
    return tuple(lookup for lookup in LOOKUPS if lookup.step in ids and _is_open(lookup, draft))


def _is_open(lookup: Lookup, draft: Draft) -> bool:
    about = lookup.about(draft)
    return about is not None and draft.seen.looked_up.get(lookup.id) != about


def with_facts(draft: Draft, lookup: Lookup, about: object, facts: Facts) -> Draft:
    """The draft with the facts, unless it is about something else by now."""
    if lookup.about(draft) != about:
        return draft
    problems = {key: problem for key, problem in draft.seen.problems.items() if key != lookup.problem_at}
    if facts.problem:
        problems[lookup.problem_at] = facts.problem
    looked_up = {**draft.seen.looked_up, lookup.id: about}
    return draft.with_seen(**(facts.found or _nothing(lookup)), problems=problems, looked_up=looked_up)


def without_failures(draft: Draft, until_step: int) -> Draft:
    """The draft in which failed lookups of these steps will be tried again."""
    ids = [step.id for step in STEPS[: until_step + 1]]
    failed = [one for one in LOOKUPS if one.step in ids and one.problem_at in draft.seen.problems]
    if not failed:
        return draft
    looked_up = {k: v for k, v in draft.seen.looked_up.items() if k not in {one.id for one in failed}}
    return draft.with_seen(looked_up=looked_up)


def without_the_platforms_answers(draft: Draft) -> Draft:
    """The draft in which everything but the files is looked at anew: a run has changed what there is."""
    return draft.with_seen(looked_up={k: v for k, v in draft.seen.looked_up.items() if k == "artifact"})


def look_at_everything(draft: Draft, only: tuple[str, ...] = ()) -> Draft:
    """The draft with every lookup (or those named) made here and now: what unattended runs do."""
    for lookup in LOOKUPS:
        if (not only or lookup.id in only) and _is_open(lookup, draft):
            draft = with_facts(draft, lookup, lookup.about(draft), lookup.run(draft))
    return draft


# What each lookup is about, and how it looks


def _target(draft: Draft) -> tuple[str, str]:
    return draft.text("target.platform"), draft.text("target.project")


def reachable(draft: Draft) -> bool:
    """Whether there is a platform to ask: not Google's own, which is gone."""
    return draft.text("target.platform") == "local" or draft.seen.settings.ai_platform_endpoint is not None


def _about_platform(draft: Draft) -> object:
    return draft.text("target.platform") if reachable(draft) else None


def _look_at_platform(draft: Draft) -> dict[str, Any]:
    from ..platforms.local import LocalPlatform

    if draft.text("target.platform") != "local":
        return {"platform": "checked"}
    platform = LocalPlatform()
    status = platform.status()
    word = "is running" if status.running else "was started"
    return {"platform": f"The embedded platform {word} at {(status if status.running else platform.start()).url}"}


def _about_buckets(draft: Draft) -> object:
    if not (reachable(draft) and draft.text("target.project") and draft.seen.platform):
        return None
    return *_target(draft), draft.text("bucket.name")


def _look_at_buckets(draft: Draft) -> dict[str, Any]:
    from ..platforms.session import open_session
    from ..platforms.storage import StorageClient

    request = draft.request()
    client = StorageClient(open_session(request.target, request.region_on_wire))
    try:
        buckets = _buckets(client)
        state = _bucket_state(client, buckets, request.bucket.name)
    finally:
        client.close()
    is_foreign = state == "foreign" or request.bucket.project not in ("", request.target.project)
    return {"buckets": buckets, "bucket_state": state, "agent": _agent(request) if is_foreign else ""}


def _agent(request: DeploymentRequest) -> str:
    """The service account that needs a grant; "" where the platform does not say."""
    from .. import versions
    from ..platforms.session import open_session

    client = versions.connect(open_session(request.target, request.region_on_wire))
    try:
        return client.agent(request.parent)
    except PlatformError:
        return ""
    finally:
        client.close()


def _buckets(client: Any) -> tuple[BucketSeen, ...]:
    """The project's buckets; an account may use a bucket without being allowed to list them."""
    try:
        return tuple(BucketSeen(b.name, b.location.lower(), b.location_type) for b in client.buckets())
    except AccessDenied:
        return ()


def _bucket_state(client: Any, buckets: tuple[BucketSeen, ...], name: str) -> str:
    from ..catalog.limits import bucket_name_problem

    if not name or bucket_name_problem(name):
        return ""
    if any(bucket.name == name for bucket in buckets):
        return "exists"
    try:
        return "free" if client.find_bucket(name) is None else "foreign"
    except AccessDenied:
        return "taken"


def _about_artifact(draft: Draft) -> object:
    source = draft.text("artifact.source")
    if source.startswith("gs://"):
        return (*_target(draft), source) if draft.seen.platform else None
    return source or None


def _look_at_artifact(draft: Draft) -> dict[str, Any]:
    from .. import artifacts

    source = draft.text("artifact.source")
    if not source.startswith("gs://"):
        return {"artifact": artifacts.inspect(source)}
    from ..platforms.bucket_tree import BucketTree
    from ..platforms.session import open_session

    request = draft.request()
    return {"artifact": artifacts.inspect_tree(BucketTree(open_session(request.target, "global"), source), source)}


def _about_packages(draft: Draft) -> object:
    artifact = draft.request().artifact
    return (artifact.packages, artifact.prediction_class) if artifact.packages else None


def _look_at_packages(draft: Draft) -> dict[str, Any]:
    from ..artifacts.packages import inspect_package

    artifact = draft.request().artifact
    local = [source for source in artifact.packages if not source.startswith("gs://")]
    return {"packages": tuple(inspect_package(source, artifact.prediction_class) for source in local)}


def _about_endpoint(draft: Draft) -> tuple[str, ...] | None:
    if not (reachable(draft) and draft.text("target.project") and draft.seen.platform):
        return None
    return *_target(draft), draft.request().region_on_wire


def _about_models(draft: Draft) -> object:
    endpoint = _about_endpoint(draft)
    return endpoint and (*endpoint, draft.text("model.name"))


def _look_at_models(draft: Draft) -> dict[str, Any]:
    from .. import versions
    from ..platforms.session import open_session

    request = draft.request()
    if not request.model.name:
        return _NO_MODEL
    client = versions.connect(open_session(request.target, request.region_on_wire))
    try:
        found = client.versions(request.model_path)
        states = {str(version["name"]).rsplit("/", 1)[-1]: str(version.get("state", "")) for version in found}
        return {"models": (ModelSeen(request.model.name, states),), "elsewhere": ()}
    except NotFound:
        return {"models": (), "elsewhere": project.elsewhere(request)}
    finally:
        client.close()


def _about_stored(draft: Draft) -> object:
    """Which files go where: of interest as long as the bucket is ours and the files are known."""
    request, artifact = draft.request(), draft.seen.artifact
    if artifact is None or not request.version.name or draft.seen.bucket_state not in ("exists", "foreign"):
        return None
    return *_target(draft), request.deployment_uri, artifact.source, request.artifact.packages


def _look_at_stored(draft: Draft) -> dict[str, Any]:
    from ..platforms.session import open_session
    from ..platforms.storage import StorageClient
    from ..steps.staging import uploads
    from ..steps.stored import stored, strangers

    request = draft.request()
    client = StorageClient(open_session(request.target, request.region_on_wire))
    try:
        there = stored(client, request, lambda: None)
    except AccessDenied:
        return {"strangers": ()}
    finally:
        client.close()
    return {"strangers": tuple(strangers(uploads(request, draft.seen.artifact), there))}


def _look_at_quotas(draft: Draft) -> dict[str, Any]:
    return {"used": project.used(draft.request())}


def _nothing(lookup: Lookup) -> dict[str, Any]:
    """What a failed lookup leaves behind: facts about something else must not stay."""
    return _NOTHING.get(lookup.id, {})


_NO_MODEL: dict[str, Any] = {"models": (), "elsewhere": ()}
_NOTHING: dict[str, dict[str, Any]] = {
    "artifact": {"artifact": None},
    "packages": {"packages": None},
    "buckets": {"bucket_state": "", "agent": ""},
    "models": {"models": None, "elsewhere": ()},
    "quotas": {"used": None},
    "stored": {"strangers": ()},
}

FILES = ("artifact", "packages")
"""The lookups that read files, and ask no platform about the project."""
LOOKUPS: tuple[Lookup, ...] = (
    Lookup("platform", "target", "target.platform", _about_platform, _look_at_platform),
    Lookup("artifact", "upload", "artifact.source", _about_artifact, _look_at_artifact),
    Lookup("packages", "framework", "artifact.packages", _about_packages, _look_at_packages),
    Lookup("buckets", "bucket", "bucket.name", _about_buckets, _look_at_buckets),
    Lookup("models", "upload", "model.name", _about_models, _look_at_models),
    Lookup("stored", "upload", "version.name", _about_stored, _look_at_stored),
    Lookup("quotas", "upload", "target.project", _about_endpoint, _look_at_quotas),
)
