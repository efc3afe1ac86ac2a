"""How an operation that is over is told: by its error's code and words, whichever of them the platform gives."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from modelport.errors import OperationCancelled, VersionFailed
from modelport.inventory.waiting import finished
from modelport.platforms.local import LocalPlatform
from modelport.platforms.serving import Operation, ServingPlatform, as_operation
from modelport.platforms.session import open_session
from modelport.request import Target
from modelport.versions import connect

NAME = "projects/p/operations/create_iris_v1"


@pytest.fixture
def serving(home: LocalPlatform) -> Iterator[ServingPlatform]:
    """The platform, which has nothing more to say of an operation that is over."""
    with closing(connect(open_session(Target("local", "p"), "us-central1"))) as connected:
        yield connected


def done(**error: object) -> Operation:
    return as_operation({"name": NAME, "done": True, "error": error} if error else {"name": NAME, "done": True})


def test_an_operation_that_was_cancelled_did_not_fail(serving: ServingPlatform) -> None:
    with pytest.raises(OperationCancelled) as told:
        finished(serving, done(code=1, message="The creation was cancelled."))
    assert told.value.summary == "The operation was cancelled."
    assert told.value.why == "The creation was cancelled."


@pytest.mark.parametrize(
    ("error", "words"), [({"code": 3, "message": "Bad model"}, "Bad model"), ({"code": 13}, "code 13")]
)
def test_an_error_without_words_is_an_error_all_the_same(
    serving: ServingPlatform, error: dict[str, object], words: str
) -> None:
    with pytest.raises(VersionFailed) as told:
        finished(serving, done(**error))
    assert told.value.raw == words


def test_one_that_went_well_is_given_back(serving: ServingPlatform) -> None:
    assert finished(serving, done()) == Operation(NAME, True)
