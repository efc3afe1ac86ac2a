"""The client without Google's libraries behaves as the one with them."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from modelport.errors import AlreadyExists, NotFound, PlatformError
from modelport.platforms.ai_platform import AiPlatformClient
from modelport.platforms.bodies import Body
from modelport.platforms.local import LocalPlatform
from modelport.platforms.loopback import PAGE_SIZE, LoopbackClient
from modelport.platforms.serving import Busy, ServingPlatform

from .conftest import REGION, Deployed


@pytest.fixture
def both(deployed: Deployed) -> Iterator[tuple[ServingPlatform, ServingPlatform]]:
    session = deployed.connections.at(REGION)
    with closing(LoopbackClient(session)) as ours, closing(AiPlatformClient(session)) as googles:
        yield ours, googles


def test_both_read_the_same(deployed: Deployed, both: tuple[ServingPlatform, ServingPlatform]) -> None:
    ours, googles = both
    parent = f"projects/{deployed.project}"
    model = f"{parent}/models/iris"
    assert list(ours.models(parent)) == list(googles.models(parent))
    assert list(ours.versions(model)) == list(googles.versions(model))
    assert list(ours.operations(parent)) == list(googles.operations(parent))
    assert list(ours.locations(parent)) == list(googles.locations(parent))
    assert ours.find_version(deployed.path("v1")) == googles.find_version(deployed.path("v1"))
    assert ours.find_version(deployed.path("none")) is None
    assert ours.find_model(model) == googles.find_model(model)
    assert ours.agent(parent) == googles.agent(parent)
    body: Body = {"instances": [[5.1, 3.5, 1.4, 0.2]]}
    assert ours.predict(model, body) == googles.predict(model, body)


def test_both_refuse_in_the_same_words(deployed: Deployed, both: tuple[ServingPlatform, ServingPlatform]) -> None:
    said = []
    for serving in both:
        with pytest.raises(AlreadyExists) as taken:
            serving.create_model(f"projects/{deployed.project}", {"name": "iris"})
        with pytest.raises(NotFound) as gone:
            serving.delete_version(deployed.path("none"))
        with pytest.raises(PlatformError) as wrong:
            serving.update_version(deployed.path("v1"), {"framework": "XGBOOST"}, ["framework"])
        said.append([(caught.value.summary, caught.value.why, caught.value.fix) for caught in (taken, gone, wrong)])
    assert said[0] == said[1]


def test_a_list_goes_on_over_every_page(deployed: Deployed) -> None:
    with closing(LoopbackClient(deployed.connections.at(REGION))) as serving:
        for number in range(PAGE_SIZE + 5):
            serving.update_version(deployed.path("v1"), {"description": str(number)}, ["description"])
        names = [operation["name"] for operation in serving.operations(f"projects/{deployed.project}")]
    assert len(names) == len(set(names)) > PAGE_SIZE + 5


@pytest.mark.parametrize("name", ["a b", "ä/ö?x=1#y", "%2e%2e", "a\r\nHost: b"])
def test_a_hostile_name_is_a_name_and_not_found(deployed: Deployed, name: str) -> None:
    with closing(LoopbackClient(deployed.connections.at(REGION))) as serving:
        try:
            assert serving.find_model(f"projects/{deployed.project}/models/{name}") is None
        except Busy:
            pytest.fail("the server failed over a name")


def test_a_platform_that_was_started_again_is_asked_anew(deployed: Deployed, home: LocalPlatform) -> None:
    with closing(LoopbackClient(deployed.connections.at(REGION))) as serving:
        assert serving.find_version(deployed.path("v1"))
        home.stop()
        home.start()
        assert serving.find_version(deployed.path("v1"))


def test_threads_that_come_and_go_leave_no_connection_behind(deployed: Deployed) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    with closing(LoopbackClient(deployed.connections.at(REGION))) as serving:
        assert serving.find_version(deployed.path("v1"))
        before = open_files()
        for _ in range(20):
            thread = threading.Thread(target=serving.find_version, args=(deployed.path("v1"),))
            thread.start()
            thread.join()
        assert open_files() <= before
