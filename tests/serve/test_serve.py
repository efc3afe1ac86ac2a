"""The app in a browser: a real server process, asked as a browser and as a foreign page would."""

import asyncio
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from waiting import PATIENCE_SECONDS

from .conftest import Served


def session(served: Served, *, knows_key: bool = True) -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True)
    return aiohttp.ClientSession(served.url, cookies=served.cookies if knows_key else {}, cookie_jar=jar)


async def seen(websocket: aiohttp.ClientWebSocketResponse, text: str) -> bool:
    """Whether the app draws the text before it ends or time is up."""
    drawn = b""
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for message in websocket:
            drawn += message.data if isinstance(message.data, bytes) else b""
            if text.encode() in drawn:
                return True
    return False


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


async def test_a_page_shows_the_app_takes_keys_and_ends_with_it(served: Served) -> None:
    async with session(served) as client, client.ws_connect("/ws?width=90&height=30", origin=served.url) as page:
        assert await seen(page, "Deploy a model")
        assert len(children(served.process.pid)) == 1
        await page.send_json(["stdin", "d"])
        assert await seen(page, "Target")
        await page.send_json(["stdin", "\x11"])
        assert not await seen(page, "never drawn")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while children(served.process.pid):
            await asyncio.sleep(0.02)


async def test_the_address_with_its_key_opens_the_page_and_leaves_no_key_in_it(served: Served) -> None:
    async with session(served, knows_key=False) as client, client.get(f"/?key={served.key}") as answer:
        assert answer.status == 200
        assert str(answer.url) == f"{served.url}/"
        page = await answer.text()
        assert f"ws://{served.url.removeprefix('http://')}/ws" in page
        assert served.key not in page
        assert "xterm-helper-textarea" in page, "the app has the keyboard without a click"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        set_by = answer.history[0].headers["Set-Cookie"]
        assert "HttpOnly" in set_by
        assert "SameSite=Lax" in set_by
        async with client.get("/static/js/textual.js") as script:
            assert script.status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "http://localhost:8000", "null"])
async def test_a_foreign_page_drives_nothing(served: Served, origin: str) -> None:
    async with session(served) as client:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect("/ws", origin=origin)
    assert refused.value.status == 403
    assert children(served.process.pid) == []


async def test_a_name_that_somebody_points_at_this_machine_is_refused(served: Served) -> None:
    async with session(served) as client, client.get("/", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
        assert served.url in await answer.text()


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js", "/download/x", "/?key=wrong", "/?key=%C3%A9"])
async def test_without_the_key_nothing_is_served(served: Served, path: str) -> None:
    async with session(served, knows_key=False) as client, client.get(path, headers={"Origin": served.url}) as answer:
        assert answer.status == 403
        assert "key" in await answer.text()
    assert children(served.process.pid) == []


async def test_ctrl_c_closes_open_pages_and_ends_cleanly(served: Served) -> None:
    async with session(served) as client, client.ws_connect("/ws", origin=served.url) as page:
        assert await seen(page, "Deploy a model")
        served.process.send_signal(signal.SIGINT)
        assert not await seen(page, "never drawn")
    output, errors = await asyncio.to_thread(served.process.communicate, timeout=PATIENCE_SECONDS)
    assert served.process.returncode == 0
    assert "Traceback" not in output + errors


@pytest.mark.parametrize("port", [None, 70000, -1])
def test_a_port_that_cannot_be_had_is_named(
    served: Served, command: Callable[[int], "subprocess.Popen[str]"], port: int | None
) -> None:
    number = int(served.url.rpartition(":")[2]) if port is None else port
    with command(number) as second:
        output, errors = second.communicate(timeout=PATIENCE_SECONDS)
    assert second.returncode == 2
    assert f"Cannot serve on the port {number}" in errors
    assert "modelport serve --port 0" in errors
    assert "Traceback" not in output + errors
