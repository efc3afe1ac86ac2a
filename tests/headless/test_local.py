"""`modelport local start`: the port that it has, and the one that it had."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelport.platforms.local import LocalPlatform
from modelport_tui.cli import main


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalPlatform]:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    platform = LocalPlatform()
    yield platform
    platform.stop()


def test_a_platform_that_comes_back_at_another_port_says_so(
    own: LocalPlatform, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["local", "start", "--detach"]) == 0
    assert "before" not in capsys.readouterr().err
    port = own.status().port
    own.stop()
    with socket.create_server(("127.0.0.1", port)):
        assert main(["local", "start", "--detach"]) == 0
    said = capsys.readouterr().err
    assert f"▲ It was at port {port} before." in said
    assert 'eval "$(modelport local env)"' in said


@pytest.mark.parametrize("port", ["80000", "-1", "x", "٣"])
def test_what_is_no_port_is_a_wrong_use(own: LocalPlatform, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["local", "start", f"--port={port}"])
    assert caught.value.code == 2
    assert "up to 65535" in capsys.readouterr().err
