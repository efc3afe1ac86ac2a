"""A bucket of another project: who needs which grant is said before, and the run gives it."""

import json
import threading
import urllib.request
import uuid
from contextlib import closing
from pathlib import Path

import joblib
import msgspec
import pytest
from sklearn.tree import DecisionTreeRegressor

from modelport.events import RunFinished
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms.ai_platform import AiPlatformClient
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import Session
from modelport.platforms.storage import StorageClient
from modelport.preflight import Finding, check
from modelport.run import run
from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import look_at_everything, without_the_platforms_answers
from modelport.wizard.starting import new_draft

ROLES = ("roles/storage.objectViewer", "roles/storage.legacyBucketReader")


@pytest.fixture
def draft(tmp_path: Path, session: Session) -> Draft:
    joblib.dump(DecisionTreeRegressor().fit([[0.0], [1.0]], [0.0, 2.0]), tmp_path / "model.joblib")
    answers = {
        "target.platform": "local",
        "target.project": "test-project",
        "bucket.name": "a-foreign-bucket",
        "bucket.location": "us-central1",
        "bucket.project": "owner-project",
        "artifact.source": str(tmp_path / "model.joblib"),
        "model.name": "foreign",
        "model.region": "us-central1",
    }
    made = new_draft(Settings())
    for key, text in answers.items():
        made = made.with_text(key, text)
    return look_at_everything(made)


def grant_finding(draft: Draft) -> Finding:
    return next(finding for finding in check(draft.request(), draft.seen) if finding.code == "R25")


def test_the_account_and_the_roles_are_named_beforehand(draft: Draft, session: Session) -> None:
    client = AiPlatformClient(session)
    agent = client.agent("projects/test-project")
    client.close()
    told = grant_finding(draft).fix
    assert agent in told
    assert "gs://a-foreign-bucket" in told
    assert all(role in told for role in ROLES)


def test_the_run_grants_exactly_that(draft: Draft, home: LocalPlatform) -> None:
    request, report = draft.request(), draft.seen.artifact
    plan = make_plan(request, report)
    grant = next(step for step in plan.steps if step.id == "grant")
    assert all(f"--role={role}" in grant.command for role in ROLES)
    events = list(run(plan, request, report, Journal.create(request, plan), threading.Event()))
    assert isinstance(events[-1], RunFinished)
    bindings = policy(home, "a-foreign-bucket")
    member = f"serviceAccount:{draft.seen.agent}"
    assert {role for role, members in bindings.items() if member in members} == set(ROLES)


def policy(home: LocalPlatform, bucket: str) -> dict[str, list[str]]:
    """The members of each role on the bucket."""
    url = f"{home.url()}/storage/v1/b/{bucket}/iam?optionsRequestedPolicyVersion=3"
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {home.token}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=30) as answer:
        return {each["role"]: each["members"] for each in json.load(answer)["bindings"]}


def test_without_a_bucket_elsewhere_nobody_is_asked(draft: Draft) -> None:
    own = msgspec.structs.replace(
        draft.request(), bucket=msgspec.structs.replace(draft.request().bucket, project="test-project")
    )
    assert "R25" not in {finding.code for finding in check(own, draft.seen)}


def test_a_grant_that_is_there_needs_no_word(draft: Draft, session: Session) -> None:
    bucket = f"granted-{uuid.uuid4().hex[:8]}"
    with closing(StorageClient(session)) as storage:
        storage.create_bucket(bucket, "us-central1", "owner-project")
        elsewhere = look_at_everything(draft.with_text("bucket.name", bucket))
        member = f"serviceAccount:{elsewhere.seen.agent}"
        assert elsewhere.seen.agent_roles == frozenset()
        storage.grant(bucket, member, ROLES[:1])
        half = look_at_everything(without_the_platforms_answers(elsewhere))
        storage.grant(bucket, member, ROLES)
    assert grant_finding(elsewhere).message == (
        f"gs://{bucket} belongs to owner-project: the platform may not read it by itself."
    )
    assert ROLES[0] not in grant_finding(half).fix
    assert ROLES[1] in grant_finding(half).fix
    whole = look_at_everything(without_the_platforms_answers(half))
    assert "R25" not in {finding.code for finding in check(whole.request(), whole.seen)}


@pytest.mark.parametrize(
    ("member", "roles", "missing"),
    [
        ("allUsers", ROLES, ()),
        ("", ("roles/storage.admin",), ()),
        ("", ("roles/storage.objectAdmin",), ROLES[1:]),
        ("serviceAccount:somebody@else.iam.gserviceaccount.com", ROLES, ROLES),
    ],
)
def test_a_larger_grant_or_one_for_everybody_counts(
    draft: Draft, session: Session, member: str, roles: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    bucket = f"granted-{uuid.uuid4().hex[:8]}"
    with closing(StorageClient(session)) as storage:
        storage.create_bucket(bucket, "us-central1", "owner-project")
        storage.grant(bucket, member or f"serviceAccount:{draft.seen.agent}", roles)
    seen = look_at_everything(draft.with_text("bucket.name", bucket))
    told = [finding.fix for finding in check(seen.request(), seen.seen) if finding.code == "R25"]
    assert len(told) == bool(missing)
    assert all((role in fix) == (role in missing) for role in ROLES for fix in told)


def test_a_policy_that_could_not_be_read_is_said_to_be_so(draft: Draft) -> None:
    hidden = draft.with_seen(bucket_state="foreign", agent_roles=None)
    assert grant_finding(hidden).message.endswith("Whether it has been granted could not be read.")
    unmade = draft.with_seen(bucket_state="free", agent_roles=None)
    assert grant_finding(unmade).message.endswith("the platform may not read it by itself.")
