"""Changes whose answer is lost, and operations that cannot be asked for a while: over the real platform."""

import dataclasses
from collections.abc import Iterator

import pytest

from modelport.errors import Unreachable
from modelport.inventory import lost_answers, waiting
from modelport.inventory.actions import Actions
from modelport.inventory.changes import Changes
from modelport.inventory.connections import Connections
from modelport.inventory.rows import model_row
from modelport.platforms.local import LocalPlatform
from modelport.platforms.serving import Operation
from scripted_endpoint import ScriptedEndpoint, scripted_endpoint

from .conftest import REGION, Deployed


@pytest.fixture
def lossy(deployed: Deployed, home: LocalPlatform) -> Iterator[ScriptedEndpoint]:
    with scripted_endpoint(home.url()) as opened:
        yield opened


@pytest.fixture
def through(deployed: Deployed, lossy: ScriptedEndpoint) -> Iterator[Connections]:
    """Connections of the project by that way."""
    opened = Connections(dataclasses.replace(deployed.connections.session, local_url=lossy.url))
    yield opened
    opened.close()


@pytest.fixture
def actions(through: Connections, monkeypatch: pytest.MonkeyPatch) -> Actions:
    monkeypatch.setattr(lost_answers, "FIRST_DELAY_SECONDS", 0.01)
    return Actions(through)


def test_a_default_that_was_set_though_the_answer_was_lost_can_be_rolled_back(
    deployed: Deployed, lossy: ScriptedEndpoint, actions: Actions
) -> None:
    lossy.lose(":setDefault")
    change = actions.set_default(deployed.row("v2"), expected="v1")
    assert (deployed.default(), change.previous, change.version["name"]) == ("v2", "v1", deployed.path("v2"))
    assert actions.roll_back(change).previous == "v2"
    assert sum(":setDefault" in line for line in lossy.asked) == 2


def test_what_was_not_made_is_asked_for_again(deployed: Deployed, lossy: ScriptedEndpoint, actions: Actions) -> None:
    lossy.lose(":setDefault", 2, unmade=True)
    assert actions.set_default(deployed.row("v2")).previous == "v1"
    assert deployed.default() == "v2"


def test_an_update_and_deletions_whose_answers_are_lost_are_made_once(
    deployed: Deployed, lossy: ScriptedEndpoint, actions: Actions
) -> None:
    lossy.lose("PATCH ")
    changes = Changes(description="after", labels={}, min_nodes=2)
    assert actions.finished(REGION, actions.update(deployed.row("v2"), changes)).done
    assert (deployed.row("v2").description, deployed.row("v2").nodes) == ("after", "2–2")
    for version in ("v2", "v1"):
        lossy.lose("DELETE ")
        assert actions.finished(REGION, actions.delete_version(deployed.row(version))).done
    model = f"projects/{deployed.project}/models/iris"
    with deployed.connections.borrowed(REGION) as serving:
        row = model_row(REGION, serving.find_model(model) or {})
        lossy.lose("PATCH ")
        assert actions.finished(REGION, actions.update_model(row, "of irises", None)).done
        lossy.lose("DELETE ")
        assert actions.finished(REGION, actions.delete_model(row)).done
        assert serving.find_model(model) is None
    assert [line.partition(" ")[0] for line in lossy.asked if not line.startswith("GET ")] == [
        "PATCH", "DELETE", "DELETE", "PATCH", "DELETE",
    ]  # fmt: skip


def test_what_cannot_be_made_or_seen_says_how_to_look(
    deployed: Deployed, lossy: ScriptedEndpoint, actions: Actions
) -> None:
    row = deployed.row("v2")
    lossy.lose(":setDefault", 100, unmade=True)
    with pytest.raises(Unreachable) as told:
        actions.set_default(row)
    assert "It is not made so far." in told.value.fix
    look = f"modelport versions describe v2 --model=iris --region={REGION} --project={deployed.project}"
    assert told.value.command == look
    assert deployed.default() == "v1"


def test_a_change_after_which_nothing_answers_may_have_been_made(
    deployed: Deployed, lossy: ScriptedEndpoint, through: Connections
) -> None:
    path = deployed.path("v2")
    with through.borrowed(REGION) as serving:
        lossy.lose("", 100)
        with pytest.raises(Unreachable) as told:
            lost_answers.made(
                lambda: serving.set_default(path), lambda: serving.find_version(path), lost_answers.describe(
                    through.at(REGION), path
                ),
            )  # fmt: skip
    assert "It may have been made all the same." in told.value.fix
    assert deployed.default() == "v2"


def test_an_operation_that_cannot_be_asked_for_a_while_is_waited_for(
    deployed: Deployed, lossy: ScriptedEndpoint, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "AFTER_FAULT_SECONDS", 0.01)
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.02)
    name = lost_answers.describe(deployed.connections.at(REGION), deployed.path("v1"))
    assert name.startswith("modelport versions describe v1")
    with deployed.connections.borrowed(REGION) as serving:
        operation = lost_answers.newest_operation(serving, deployed.path("v1"))
    assert operation
    unknown = Operation(operation.name, False)
    lossy.lose("/operations/", waiting.TRIES - 1)
    assert actions.finished(REGION, unknown) == operation
    lossy.lose("/operations/", 100)
    with pytest.raises(Unreachable) as told:
        actions.finished(REGION, unknown)
    assert f"{operation.name} goes on." in told.value.fix
    assert told.value.command.startswith(f"modelport operations wait {operation.name.rpartition('/')[2]}")
