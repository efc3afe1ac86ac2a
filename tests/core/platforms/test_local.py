"""The embedded platform as a process."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from modelport.errors import LocalPlatformError
from modelport.platforms.local import LocalPlatform
from modelport.platforms.processes import is_alive
from modelport.platforms.session import open_session
from modelport.request import Target
from waiting import until


@pytest.fixture
def own(tmp_path: Path) -> Iterator[LocalPlatform]:
    platform = LocalPlatform(tmp_path)
    yield platform
    platform.stop()


def test_it_starts_answers_and_stops(own: LocalPlatform) -> None:
    assert not own.status().running
    status = own.start()
    assert status.running
    assert own.status() == status
    connection = http.client.HTTPConnection("127.0.0.1", status.port, timeout=5)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read()
    connection.close()
    assert own.stop()
    assert not own.status().running
    assert not is_alive(status.pid)


def test_starting_twice_keeps_the_one_that_runs(own: LocalPlatform) -> None:
    assert own.start().pid == own.start().pid


def test_another_port_than_the_running_one_is_refused_with_the_way_out(own: LocalPlatform) -> None:
    port = own.start().port
    with pytest.raises(LocalPlatformError, match="runs already") as caught:
        own.start(1 if port != 1 else 2)
    assert caught.value.command == "modelport local stop"


def test_a_taken_port_is_said_as_such(own: LocalPlatform) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(LocalPlatformError) as caught:
        own.start(taken.getsockname()[1])
    assert "taken" in caught.value.summary
    assert caught.value.why
    assert "--port" in caught.value.command


def test_a_home_that_is_a_file_is_said_as_such(tmp_path: Path) -> None:
    blocked = LocalPlatform(tmp_path)
    (tmp_path / "storage").write_text("in the way")
    with pytest.raises(LocalPlatformError, match="cannot start") as caught:
        blocked.start()
    assert caught.value.why


def test_a_platform_that_was_killed_counts_as_not_running_and_starts_again(own: LocalPlatform) -> None:
    first = own.start()
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: not is_alive(first.pid))
    assert not own.status().running
    assert not own.stop()
    assert own.start().pid != first.pid


def test_one_that_lost_its_file_is_stopped_all_the_same(own: LocalPlatform) -> None:
    own.start()
    pid = own.status().pid
    (own.home / "server.json").write_text("{")
    assert own.stop()
    assert not is_alive(pid)


def test_stopping_leaves_a_stranger_alone_that_got_the_process_id(own: LocalPlatform) -> None:
    (own.home / "server.json").write_text(f'{{"pid": {os.getpid()}, "port": 9, "url": "http://127.0.0.1:9"}}')
    assert not own.status().running
    assert not own.stop()


def test_a_session_without_a_running_platform_says_how_to_start_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    with pytest.raises(LocalPlatformError, match="not running") as caught:
        open_session(Target("local", "p"), "global")
    assert caught.value.command == "modelport local start --detach"


def test_its_environment_names_no_host_but_loopback(platform: LocalPlatform) -> None:
    variables = platform.env("my-project")
    assert variables["MODELPORT_URL"].startswith("http://127.0.0.1:")
    assert variables["MODELPORT_TOKEN"] == platform.token
    assert variables["CLOUDSDK_CORE_PROJECT"] == "my-project"
    hosts = [value for value in variables.values() if "://" in value]
    assert all(value.startswith("http://127.0.0.1:") for value in hosts)
    assert (Path(variables["CLOUDSDK_CONFIG"]) / "gce").read_text() == "False"


def test_googles_python_clients_need_nothing_but_the_environment(platform: LocalPlatform) -> None:
    code = """
import os
from google.cloud import storage
from googleapiclient.discovery import build
print(storage.Client().create_bucket("plain-client").name)
ml = build("ml", "v1", static_discovery=True, client_options={"api_endpoint": os.environ["MODELPORT_URL"]})
print(ml.projects().getConfig(name="projects/my-project").execute()["serviceAccount"])
"""
    environment = os.environ | platform.env("my-project")
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("plain-client\nservice-")


def test_several_starts_at_once_end_in_one_platform(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        started = list(pool.map(lambda _: LocalPlatform(tmp_path).start(), range(3)))
    assert len({status.pid for status in started}) == 1
    assert LocalPlatform(tmp_path).stop()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_in_the_foreground_it_runs_until_a_signal_ends_it(own: LocalPlatform, sign: signal.Signals) -> None:
    code = "import sys; from pathlib import Path; from modelport.platforms.local import LocalPlatform; "
    code += f"sys.exit(LocalPlatform(Path({str(own.home)!r})).run())"
    group = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL, start_new_session=True)
    with group:
        until(lambda: own.status().running)
        if sign is signal.SIGINT:
            os.killpg(group.pid, sign)
        else:
            group.send_signal(sign)
        assert group.wait(20) == 0
    assert not own.status().running


def test_in_the_foreground_a_second_one_is_refused(own: LocalPlatform) -> None:
    own.start()
    with pytest.raises(LocalPlatformError, match="runs already"):
        own.run()
