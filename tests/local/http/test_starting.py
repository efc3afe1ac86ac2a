import json
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from local.storage.running import command, environment, running
from waiting import PATIENCE_SECONDS, until


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a platform that is expected not to start."""
    return subprocess.run(
        command(home, *options),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_home_is_its_owners_alone(home: Path) -> None:
    with running(home) as platform:
        platform.call("POST", "/storage/v1/b", {"name": "private"}, project="project-one")
        platform.put("private", "x", b"data")
        assert mode(home) == 0o700
        for path in home.rglob("*"):
            assert mode(path) & 0o077 == 0, path


def test_it_says_where_it_is(home: Path) -> None:
    with running(home) as platform:
        server = platform.server
        assert server["pid"] == platform.process.pid
        assert server["url"] == f"http://127.0.0.1:{server['port']}"
        assert server["started"].endswith("Z")
        assert platform.call("GET", "/healthz").json() == {
            "ok": True,
            "pid": server["pid"],
            "version": server["version"],
        }


def test_token_and_port_stay_the_same_over_a_restart(home: Path) -> None:
    with running(home) as platform:
        before = (platform.token, platform.port)
        platform.stop()
        platform.start()
        assert (platform.token, platform.port) == before


def test_another_port_is_taken_where_the_last_one_is_in_use(home: Path) -> None:
    with running(home) as platform:
        port = platform.port
        platform.stop()
        with socket.create_server(("127.0.0.1", port)):
            platform.start()
            assert platform.port != port


def test_a_second_platform_in_the_same_home_is_refused(home: Path) -> None:
    with running(home) as platform:
        second = run(home)
        assert second.returncode == 4
        assert len(second.stderr.splitlines()) == 1
        assert str(platform.process.pid) in second.stderr
        assert platform.server["url"] in second.stderr
        assert platform.call("GET", "/healthz").status == 200


def test_a_killed_platform_does_not_lock_its_home(home: Path) -> None:
    with running(home) as platform:
        platform.kill()
        platform.start()
        assert platform.call("GET", "/healthz").status == 200


def test_a_port_that_is_asked_for_and_taken_is_an_error(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run(home, "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 3
    assert len(refused.stderr.splitlines()) == 1
    assert "--port" in refused.stderr
    assert not (home / "server.json").exists()


def test_a_home_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused = run(tmp_path / "file" / "home")
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "--home" in refused.stderr


def test_a_broken_database_is_an_error_and_not_a_traceback(home: Path) -> None:
    (home / "storage").mkdir(parents=True)
    (home / "storage/storage.db").write_bytes(b"this is no database" * 1000)
    refused = run(home)
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_stops_when_asked(home: Path, number: signal.Signals) -> None:
    with running(home) as platform:
        connection = platform.connection()
        connection.connect()
        platform.process.send_signal(number)
        assert platform.ended() == 0
        connection.close()
        assert not (home / "server.json").exists()
        assert "Traceback" not in platform.log
        platform.start()


def test_a_request_in_progress_is_answered_before_the_end(home: Path) -> None:
    with running(home) as platform:
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        head = (
            "POST /upload/storage/v1/b/kept/o?uploadType=media&name=x HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {platform.token}\r\nContent-Length: 200000\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", platform.port), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(head.encode() + b"x" * 100_000)
            until(lambda: any((home / "storage/incoming").iterdir()))
            platform.process.send_signal(signal.SIGTERM)
            until(lambda: not (home / "server.json").exists())
            connection.sendall(b"x" * 100_000)
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert platform.ended() == 0
        platform.start()
        assert len(platform.read("kept", "x").body) == 200_000


def test_secrets_are_not_logged(home: Path) -> None:
    with running(home) as platform:
        platform.call("GET", "/storage/v1/b/none")
        platform.call("GET", "/none", headers={"Authorization": "Bearer wrong-token"})
        assert platform.token not in platform.log
        assert "wrong-token" not in platform.log


def test_a_full_disk_at_the_start_is_one_line(home: Path) -> None:
    limited = ["bash", "-c", 'ulimit -f 0; exec "$@"', "bash", *command(home)]
    refused = subprocess.run(
        limited, env=environment(), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1


def test_server_json_is_never_half_written(home: Path) -> None:
    with running(home) as platform:
        assert json.loads((home / "server.json").read_text())["pid"] == platform.process.pid
        assert not any(path.name.startswith(".") for path in home.iterdir())


def test_a_directory_that_exists_keeps_its_mode(home: Path) -> None:
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    with running(home):
        assert mode(home) == 0o755
        assert mode(home / "token") == 0o600
