"""Every endpoint at once, and the same again."""

import dataclasses
import threading
from pathlib import Path

import pytest

from modelport.errors import Interrupted, NotFound, PlatformError, UsageError, VersionFailed
from modelport.inventory.actions import Actions
from modelport.inventory.connections import Connections, places
from modelport.inventory.everywhere import answers
from modelport.inventory.fetch import Listed, PlaceFailed, PlaceFinished, fetch, list_models
from modelport.inventory.locating import locate
from modelport.inventory.observe import Snapshot, changed, growing, observe
from modelport.inventory.operations import every_operation, find_operation
from modelport.inventory.rounds import LONGEST, SHORTEST, next_pause
from modelport.inventory.waiting import finished
from modelport.platforms.bodies import Body
from modelport.platforms.local import LocalPlatform
from modelport.platforms.serving import Operation, ServingPlatform
from modelport.platforms.session import Session, open_session
from modelport.request import Target

from .conftest import ELSEWHERE, REGION, Deployed

PATIENCE_SECONDS = 20.0


def test_versions_of_every_endpoint_are_found_with_their_region(deployed: Deployed) -> None:
    regions = places(deployed.connections.session)
    batches = list(fetch(deployed.connections, regions))
    found = sorted(
        (batch.region, version["name"].rpartition("/")[2])
        for batch in batches
        if isinstance(batch, Listed)
        for version in batch.versions
    )
    assert found == [(ELSEWHERE, "v1"), (REGION, "v1"), (REGION, "v2")]
    assert {batch.region for batch in batches if isinstance(batch, PlaceFinished)} == set(regions)
    assert not [batch for batch in batches if isinstance(batch, PlaceFailed)]


def test_a_model_without_versions_is_listed_too_and_many_versions_come_in_pages(deployed: Deployed) -> None:
    with deployed.connections.borrowed("global") as serving:
        serving.create_model(f"projects/{deployed.project}", {"name": "empty", "regions": ["us-central1"]})
    pages = [each for each in fetch(deployed.connections, ["global"]) if isinstance(each, Listed)]
    assert [(page.model["name"].rpartition("/")[2], page.versions) for page in pages] == [("empty", ())]
    models = [each for each in list_models(deployed.connections, ["global", REGION]) if isinstance(each, Listed)]
    assert sorted(each.model["name"].rpartition("/")[2] for each in models) == ["empty", "iris"]


def test_an_endpoint_that_fails_is_reported_and_the_others_are_listed(deployed: Deployed) -> None:
    batches = list(fetch(deployed.connections, [REGION, "nowhere"]))
    failed = [batch for batch in batches if isinstance(batch, PlaceFailed)]
    assert [each.region for each in failed] == ["nowhere"]
    assert "no regional endpoint" in failed[0].error.why
    assert any(isinstance(batch, Listed) for batch in batches)


def test_who_wants_one_answer_does_not_wait_for_the_others(deployed: Deployed) -> None:
    silence, has_answered = threading.Event(), threading.Event()

    def ask(serving: ServingPlatform) -> None:
        if serving is not first:
            silence.wait(PATIENCE_SECONDS)
            has_answered.set()

    with deployed.connections.borrowed(REGION) as first:
        pass  # given back, it is the one that is lent for REGION again
    answered = answers(deployed.connections, [REGION, ELSEWHERE], ask)
    assert next(answered) == (REGION, None)
    answered.close()
    assert not has_answered.is_set()
    silence.set()


def test_a_wrong_token_fails_everywhere_with_what_to_do(deployed: Deployed, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("wrong")
    connections = Connections(dataclasses.replace(deployed.connections.session, token_file=token))
    failed = [each for each in fetch(connections, [REGION, ELSEWHERE]) if isinstance(each, PlaceFailed)]
    connections.close()
    assert {each.region for each in failed} == {REGION, ELSEWHERE}
    assert all("credentials" in each.error.summary and each.error.fix for each in failed)
    assert all("wrong" not in each.error.raw for each in failed)


def test_a_cancelled_pass_ends_without_a_complete_snapshot(deployed: Deployed) -> None:
    cancel = threading.Event()
    cancel.set()
    assert list(growing(deployed.connections, [REGION], cancel=cancel)) == []


def test_one_model_alone_is_listed_where_it_is(deployed: Deployed) -> None:
    assert [b for b in fetch(deployed.connections, [REGION], "none") if isinstance(b, Listed)] == []
    assert len([b for b in fetch(deployed.connections, [REGION], "iris") if isinstance(b, Listed)]) == 1


def test_the_first_pass_grows_and_a_later_one_comes_whole(deployed: Deployed) -> None:
    first = list(growing(deployed.connections, [REGION, ELSEWHERE]))
    assert {each.is_complete for each in first[:-1]} == {False}
    assert first[-1].is_complete
    assert len(first[-1].rows) == 3
    again = list(growing(deployed.connections, [REGION, ELSEWHERE], first[-1]))
    assert [each.is_complete for each in again] == [True]
    assert not changed(first[-1], again[-1])


def test_another_clients_change_is_seen_as_a_change_of_that_row(deployed: Deployed) -> None:
    (*_, before) = growing(deployed.connections, [REGION])
    with deployed.connections.borrowed(REGION) as serving:
        serving.update_version(deployed.path("v2"), {"description": "new"}, ["description"])
        serving.set_default(deployed.path("v2"))
        serving.delete_version(deployed.path("v1"))
    (*_, after) = growing(deployed.connections, [REGION], before)
    found = changed(before, after)
    assert found.removed == (f"{REGION} {deployed.path('v1')}",)
    assert found.changed == (f"{REGION} {deployed.path('v2')}",)
    assert changed(Snapshot(), after).added == tuple(after.rows)


def test_rows_of_an_endpoint_that_fails_are_kept(deployed: Deployed, tmp_path: Path) -> None:
    (*_, before) = growing(deployed.connections, [REGION])
    token = tmp_path / "token"
    token.write_text("wrong")
    connections = Connections(dataclasses.replace(deployed.connections.session, token_file=token))
    (*_, after) = growing(connections, [REGION], before)
    connections.close()
    assert after.rows.keys() == before.rows.keys()
    assert set(after.failures) == {REGION}


def test_observing_goes_on_when_it_is_woken_and_ends_when_it_is_stopped(deployed: Deployed) -> None:
    stop, wake, focused = threading.Event(), threading.Event(), threading.Event()
    seen = []
    for snapshot in observe(deployed.connections, [REGION], stop, wake=wake, focused=focused):
        seen.append(snapshot)
        wake.set()
        if sum(each.is_complete for each in seen) == 3:
            stop.set()
    assert [each.is_complete for each in seen] == [False, True, True, True]


def test_pauses_grow_while_nothing_happens() -> None:
    pauses = [SHORTEST]
    while pauses[-1] < LONGEST:
        pauses.append(next_pause(pauses[-1], is_changed=False))
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST
    assert next_pause(LONGEST, is_changed=True) == SHORTEST


def test_a_model_is_located_or_the_places_are_named(deployed: Deployed) -> None:
    regions, path = places(deployed.connections.session), f"projects/{deployed.project}/models/iris"
    with pytest.raises(UsageError, match=f"{ELSEWHERE}") as caught:
        locate(deployed.connections, regions, path)
    assert "--region" in caught.value.fix
    with deployed.connections.borrowed(ELSEWHERE) as serving:
        serving.delete_version(deployed.path("v1"))
        serving.delete_model(path)
    assert locate(deployed.connections, regions, path) == REGION
    with pytest.raises(NotFound, match="none"):
        locate(deployed.connections, regions, path.replace("iris", "none"))


def test_operations_are_found_on_the_endpoint_that_started_them(deployed: Deployed) -> None:
    found, failures = every_operation(deployed.connections, [REGION, ELSEWHERE, "nowhere"])
    assert sorted(region for region, _ in found) == [ELSEWHERE, REGION, REGION]
    assert [each.region for each in failures] == ["nowhere"]
    region, resource = found[0]
    assert find_operation(deployed.connections, [REGION, ELSEWHERE], resource["name"]) == (region, resource)
    with pytest.raises(NotFound):
        find_operation(deployed.connections, [REGION], f"projects/{deployed.project}/operations/none")


def test_an_overridden_endpoint_is_one_place(deployed: Deployed) -> None:
    session: Session = deployed.connections.session
    assert places(dataclasses.replace(session, ml_override=session.local_url)) == (REGION,)


def test_a_client_that_is_lent_while_it_closes_is_closed_when_it_comes_back(deployed: Deployed) -> None:
    connections = Connections(deployed.connections.session)
    with connections.borrowed(REGION) as serving:
        connections.close()
        assert serving.find_version(deployed.path("v1"))


def test_an_endpoint_where_nothing_listens_is_unreachable(deployed: Deployed) -> None:
    session = dataclasses.replace(deployed.connections.session, local_url="http://127.0.0.1:9")
    connections = Connections(session)
    with connections.borrowed(REGION) as serving, pytest.raises(PlatformError, match="no answer") as caught:
        list(serving.models("projects/p"))
    connections.close()
    assert caught.value.command == "modelport local start --detach"


def test_a_defect_in_a_thread_is_reported_and_ends_the_pass(home: LocalPlatform) -> None:
    """A project's name that no URL can hold is one."""
    connections = Connections(open_session(Target("local", "broken-\udcff"), REGION))
    batches = list(fetch(connections, [REGION]))
    assert isinstance(batches[0], PlaceFailed)
    assert "not your mistake" in batches[0].error.summary
    assert batches[1] == PlaceFinished(REGION)


def begun(deployed: Deployed, origin: str) -> Operation:
    """The creation of a version, as if it had just begun."""
    body: Body = {"name": "v3", "deploymentUri": origin, "runtimeVersion": "2.11", "framework": "SCIKIT_LEARN"}
    with deployed.connections.borrowed(REGION) as serving:
        operation = serving.create_version(f"projects/{deployed.project}/models/iris", body | {"pythonVersion": "3.7"})
    return Operation(operation.name, False)


def test_waiting_ends_when_the_operation_is_done(deployed: Deployed) -> None:
    operation = begun(deployed, str(deployed.row("v1").resource["deploymentUri"]))
    assert Actions(deployed.connections).finished(REGION, operation).done
    assert find_operation(deployed.connections, [REGION], operation.name)[1]["done"] is True
    assert deployed.row("v3").state == "READY"


def test_an_operation_that_failed_raises_the_platforms_words(deployed: Deployed) -> None:
    operation = begun(deployed, str(deployed.row("v1").resource["deploymentUri"]) + "nothing/")
    with deployed.connections.borrowed(REGION) as serving, pytest.raises(VersionFailed) as caught:
        finished(serving, operation)
    assert "deployment_uri" in caught.value.why
    assert caught.value.fix


def test_waiting_that_is_stopped_says_how_to_go_on(deployed: Deployed) -> None:
    cancel = threading.Event()
    cancel.set()
    with deployed.connections.borrowed(REGION) as serving, pytest.raises(Interrupted) as caught:
        finished(serving, Operation("projects/p/operations/o", False), cancel)
    assert caught.value.command == "modelport operations wait o --project=p"
