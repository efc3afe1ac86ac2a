"""Changes: made, refused before asking, guarded against somebody else's."""

import threading
from collections.abc import Callable

import pytest

from modelport.errors import NotFound, UsageError
from modelport.inventory import commands
from modelport.inventory.actions import Actions, Conflict, ReadOnly
from modelport.inventory.changes import Changes, Refused, lost_by_deleting, refusal_to_set_default, refusal_to_update
from modelport.inventory.comparison import compare
from modelport.inventory.load import GIVE_UP_AFTER, MOST_AT_ONCE, MOST_CALLS, percentiles, repeat
from modelport.inventory.rows import VersionRow, model_row, version_row

from .conftest import REGION, Deployed

SETOSA = [5.1, 3.5, 1.4, 0.2]
VIRGINICA = [6.7, 3.3, 5.7, 2.5]


def plain(**more: object) -> VersionRow:
    return version_row("us-central1", {"name": "projects/p/models/m/versions/v1", "state": "READY", **more})


def model_of(deployed: Deployed) -> str:
    return f"projects/{deployed.project}/models/iris"


def test_setting_the_default_keeps_the_previous_one_for_a_rollback(deployed: Deployed) -> None:
    actions = Actions(deployed.connections)
    change = actions.set_default(deployed.row("v2"), expected="v1")
    assert (deployed.default(), change.previous) == ("v2", "v1")
    back = actions.roll_back(change)
    assert (deployed.default(), back.previous) == ("v1", "v2")


def test_a_default_that_somebody_else_set_is_not_overwritten(deployed: Deployed) -> None:
    actions = Actions(deployed.connections)
    change = actions.set_default(deployed.row("v2"))
    actions.roll_back(change)
    with pytest.raises(Conflict, match="changed by somebody else"):
        actions.set_default(deployed.row("v2"), expected="v2")
    with pytest.raises((Conflict, Refused)):
        actions.roll_back(change)
    assert deployed.default() == "v1"


def test_an_update_changes_what_it_names_and_nothing_else(deployed: Deployed) -> None:
    changes = Changes(description="better", labels={"team": "a"}, min_nodes=2)
    operation = Actions(deployed.connections).update(deployed.row("v1"), changes)
    assert operation.done
    row = deployed.row("v1")
    assert (row.description, row.labels, row.nodes) == ("better", "team=a", "2–2")


def test_an_update_of_what_changed_meanwhile_is_a_conflict(deployed: Deployed) -> None:
    actions, stale = Actions(deployed.connections), deployed.row("v1")
    actions.update(stale, Changes(description="first"))
    with pytest.raises(Conflict) as caught:
        actions.update(stale, Changes(description="second"))
    assert "Nothing was overwritten" in caught.value.fix
    assert deployed.row("v1").description == "first"


def test_a_models_update_is_guarded_like_a_versions(deployed: Deployed) -> None:
    actions = Actions(deployed.connections)
    with deployed.connections.borrowed(REGION) as serving:
        stale = model_row(REGION, serving.find_model(model_of(deployed)) or {})
    assert actions.update_model(stale, "first", {"team": "a"}).done
    with pytest.raises(Conflict):
        actions.update_model(stale, "second", None)
    with pytest.raises(Refused, match="Nothing"):
        actions.update_model(stale, None, None)
    with deployed.connections.borrowed(REGION) as serving:
        now = model_row(REGION, serving.find_model(model_of(deployed)) or {})
    assert (now.description, now.labels, now.default) == ("first", "team=a", "v1")


def test_a_version_is_deleted_unless_it_is_the_default_or_has_changed(deployed: Deployed) -> None:
    actions, stale = Actions(deployed.connections), deployed.row("v2")
    with pytest.raises(Refused, match="v1 cannot be deleted") as caught:
        actions.delete_version(deployed.row("v1"))
    assert "default" in caught.value.why
    actions.update(stale, Changes(description="changed"))
    with pytest.raises(Conflict, match="changed by somebody else") as changed:
        actions.delete_version(stale)
    assert "these changed: description" in changed.value.why
    assert "Nothing was deleted." in changed.value.fix
    assert actions.delete_version(deployed.row("v2")).done
    with pytest.raises(NotFound):
        actions.delete_version(stale)


def test_a_model_with_versions_is_not_deleted(deployed: Deployed) -> None:
    with deployed.connections.borrowed(REGION) as serving:
        found = serving.find_model(model_of(deployed))
    assert found
    row = model_row(REGION, found)
    with pytest.raises(Refused, match="cannot be deleted") as caught:
        Actions(deployed.connections).delete_model(row)
    assert "2 versions" in caught.value.why
    for version in ("v2", "v1"):
        Actions(deployed.connections).delete_version(deployed.row(version))
    assert Actions(deployed.connections).delete_model(row).done


MODEL = model_row("global", {"name": "projects/p/models/m"})
ACTS: tuple[Callable[[Actions, VersionRow], object], ...] = (
    lambda actions, row: actions.set_default(row),
    lambda actions, row: actions.update(row, Changes(description="x")),
    lambda actions, row: actions.delete_version(row),
    lambda actions, row: actions.delete_model(MODEL),
    lambda actions, row: actions.update_model(MODEL, "x", None),
    lambda actions, row: actions.cancel_operation("global", "projects/p/operations/o"),
)


def test_a_session_that_only_reads_changes_nothing(deployed: Deployed) -> None:
    before = deployed.row("v2")
    for act in ACTS:
        with pytest.raises(ReadOnly, match="not possible here"):
            act(Actions(deployed.connections, read_only=True), before)
    assert (deployed.row("v2"), deployed.default()) == (before, "v1")


AUTO = {"autoScaling": {"minNodes": 1, "maxNodes": 3}, "machineType": "n1-standard-2"}


@pytest.mark.parametrize(
    ("resource", "changes", "why"),
    [
        (AUTO | {"state": "CREATING"}, Changes(description="x"), "CREATING"),
        (AUTO, Changes(nodes=2), "scales automatically"),
        ({"manualScaling": {"nodes": 1}}, Changes(min_nodes=2), "is fixed"),
        (AUTO, Changes(min_nodes=0), "at least 1 node"),
        (AUTO, Changes(min_nodes=4), "above the maximum"),
        (AUTO, Changes(max_nodes=0), "above the maximum"),
        ({"manualScaling": {"nodes": 1}}, Changes(nodes=0), "At least 1"),
        ({"machineType": "mls1-c1-m2"}, Changes(labels={"a": "b"}), "labels cannot be changed"),
        ({"machineType": "mls1-c1-m2", "manualScaling": {"nodes": 1}}, Changes(nodes=2), "cannot be changed"),
        (AUTO, Changes(labels={"Bad": "x"}), "not allowed"),
        (AUTO, Changes(bigquery_table="p.d.t", sampling=1.5), "share"),
    ],
)
def test_what_the_platform_would_refuse_is_refused_with_the_reason(
    resource: dict[str, object], changes: Changes, why: str
) -> None:
    refusal = refusal_to_update(plain(**resource), changes)
    assert refusal
    assert why in refusal.why
    assert refusal.fix


def test_allowed_changes_are_not_refused() -> None:
    for changes in (
        Changes(min_nodes=3),
        Changes(max_nodes=9, min_nodes=4),
        Changes(description=""),
        Changes(labels={}),
    ):
        assert refusal_to_update(plain(**AUTO), changes) is None
    assert refusal_to_update(plain(**AUTO), Changes()) is not None
    assert refusal_to_set_default(plain()) is None
    assert refusal_to_set_default(plain(isDefault=True))
    assert refusal_to_set_default(plain(state="FAILED"))


def test_changes_name_their_fields_and_zero_is_a_value() -> None:
    assert Changes(min_nodes=0).mask() == ("autoScaling.minNodes",)
    assert Changes(min_nodes=0).body() == {"autoScaling": {"minNodes": 0}}
    assert Changes(labels={}).body() == {"labels": {}}
    logging = Changes(bigquery_table="p.d.t", sampling=0.1)
    assert logging.body() == {"requestLoggingConfig": {"bigqueryTableName": "p.d.t", "samplingPercentage": 0.1}}
    assert Changes(bigquery_table="").mask() == ("requestLoggingConfig",)


def test_what_a_deletion_loses_is_said() -> None:
    lines = " ".join(lost_by_deleting(plain(isDefault=True, lastUseTime="2030-01-01", deploymentUri="gs://b/v1")))
    assert all(part in lines for part in ("name no version fail", "2030-01-01", "gs://b/v1 stay"))


def test_every_action_has_a_command_that_does_the_same() -> None:
    row = plain()
    where = "--model=m --region=us-central1 --project=p"
    assert commands.set_default(row) == f"gcloud ai-platform versions set-default v1 {where}"
    assert commands.delete_version(row) == f"gcloud ai-platform versions delete v1 {where}"
    changes = Changes(description="it's", labels={"a": "b"}, min_nodes=2)
    assert commands.update(row, changes) == (
        f"gcloud ai-platform versions update v1 {where} --description='it'\"'\"'s' --clear-labels --update-labels=a=b"
        """ --config=<(echo '{"autoScaling":{"minNodes":2}}')"""
    )
    assert commands.predict(row, [[1, 2]]).startswith("printf '%s\\n' '[1, 2]' | gcloud ai-platform predict --model=m")
    assert commands.delete_model(model_row("global", {"name": "projects/p/models/m"})) == (
        "gcloud ai-platform models delete m --region=global --project=p"
    )


def test_predictions_of_two_versions_are_compared_instance_by_instance(deployed: Deployed) -> None:
    found = list(compare(deployed.connections, deployed.row("v1"), deployed.row("v2"), [SETOSA, VIRGINICA, [1.0]]))
    assert [each.is_equal for each in found] == [False, True, False]
    assert (found[0].left.prediction, found[0].right.prediction) == (0, 1)
    assert found[0].left.seconds > 0
    assert "features" in found[2].left.error


def test_a_load_calls_as_often_as_asked_and_counts_what_failed(deployed: Deployed) -> None:
    path = deployed.path("v1")
    shots = list(repeat(deployed.connections, REGION, path, [SETOSA], times=40, concurrency=4))
    assert sorted(shot.number for shot in shots) == list(range(40))
    found = percentiles(shots)
    assert (found.count, found.failed) == (40, 0)
    assert 0 < found.p50 <= found.p90 <= found.p99 <= found.slowest
    failing = list(repeat(deployed.connections, REGION, path, [[1.0]], times=3, concurrency=2))
    assert percentiles(failing).failed == 3
    assert all("features" in shot.error for shot in failing)


def test_a_load_that_only_fails_is_given_up(deployed: Deployed) -> None:
    shots = list(repeat(deployed.connections, REGION, deployed.path("v1"), [[1.0]], times=MOST_CALLS, concurrency=4))
    assert GIVE_UP_AFTER <= len(shots) < GIVE_UP_AFTER + 4


def test_a_load_ends_soon_after_it_is_cancelled(deployed: Deployed) -> None:
    cancel, count = threading.Event(), 0
    for _ in repeat(
        deployed.connections, REGION, deployed.path("v1"), [SETOSA], times=MOST_CALLS, concurrency=2, cancel=cancel
    ):
        count += 1
        cancel.set()
    assert count < MOST_CALLS


def test_a_load_is_bounded(deployed: Deployed) -> None:
    for times, concurrency in ((0, 1), (MOST_CALLS + 1, 1), (1, 0), (1, MOST_AT_ONCE + 1)):
        shots = repeat(deployed.connections, REGION, "projects/p", [], times=times, concurrency=concurrency)
        with pytest.raises(UsageError, match="not possible"):
            next(shots)
