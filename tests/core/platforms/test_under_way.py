"""Calls that have no answer yet."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelport.platforms import under_way
from modelport.platforms.loopback_exchange import LoopbackExchange
from waiting import until


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of what takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def test_a_call_without_answer_is_told_with_its_place_and_given_up_when_patience_ends(
    silent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "SILENT_SECONDS", 0.0)
    token = tmp_path / "token"
    token.write_text("t")
    exchange, began, failed = LoopbackExchange(f"http://{silent}", token, 1.0), time.monotonic(), list[OSError]()

    def call() -> None:
        try:
            exchange.send("GET", f"http://{silent}/regions/us-central1/v1/projects/p/models")
        except OSError as error:
            failed.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    until(lambda: under_way.silence(began))
    assert (owed := under_way.silence(began))
    assert owed.places == (f"us-central1 at {silent}",)
    assert under_way.silence(time.monotonic()) is None
    thread.join()
    exchange.close()
    assert [type(error) for error in failed] == [TimeoutError]
    assert under_way.silence(began) is None


def test_a_call_that_carries_a_file_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "SILENT_SECONDS", 0.0)
    began = time.monotonic()
    with under_way.noted("here", under_way.CARRIED_BYTES):
        assert under_way.silence(began) is None
        with under_way.noted("there"):
            assert (owed := under_way.silence(began))
            assert owed.places == ("there",)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://us-central1-ml.googleapis.com/v1/projects/p", "us-central1-ml.googleapis.com"),
        ("http://127.0.0.1:8080/storage/v1/b?project=p", "127.0.0.1:8080"),
    ],
)
def test_a_place_is_a_host(url: str, place: str) -> None:
    assert under_way.place_of(url) == place
