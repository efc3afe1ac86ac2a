"""What is refused before its body comes, or before it is understood wrongly."""

import asyncio
import json

import pytest

from local.http.conftest import Front, answer, close


@pytest.mark.parametrize("expectation", [(), ("Expect: 100-continue",)])
async def test_a_body_that_announces_too_much_is_refused_before_it_comes(
    front: Front, expectation: tuple[str, ...]
) -> None:
    reader, writer = await front.open()
    writer.write(front.head("PUT /small", "Content-Length: 9000000", *expectation))
    status, body = await answer(reader)
    assert status == 413
    assert "1000 bytes" in json.loads(body)["error"]["message"]
    await close(writer)


async def test_a_connection_goes_on_after_a_body_that_was_too_large(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(front.head("PUT /small", "Content-Length: 100000"))
    assert (await answer(reader))[0] == 413
    writer.write(b"x" * 100_000 + front.head("GET /hello/next"))
    assert (await answer(reader))[0] == 200
    await close(writer)


@pytest.mark.parametrize("query", ["name=%ff", "name=%C3", "a=1&%ed%a0%80=2"])
async def test_a_query_that_is_not_utf8_is_refused_and_not_mended(front: Front, query: str) -> None:
    reader, writer = await front.open()
    writer.write(front.head(f"GET /hello/a?{query}"))
    status, body = await answer(reader)
    assert (status, "not UTF-8" in json.loads(body)["error"]["message"]) == (400, True)
    await close(writer)


def old(head: bytes) -> bytes:
    """The same request of HTTP/1.0."""
    return head.replace(b" HTTP/1.1", b" HTTP/1.0")


async def test_an_old_client_may_keep_its_connection(front: Front) -> None:
    reader, writer = await front.open()
    for _ in range(2):
        writer.write(old(front.head("GET /hello/a", "Connection: keep-alive")))
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert b"\r\nConnection: keep-alive\r\n" in head
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    await close(writer)


async def test_an_old_client_gets_no_chunks_and_no_100(front: Front) -> None:
    head, _, body = (await front.ask(old(front.head("GET /pieces", "Connection: keep-alive")))).partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert b"\r\nConnection: close" in head
    assert body == b"".join(b"%d," % number * 1000 for number in range(100))
    reply = await front.ask(old(front.head("PUT /count", "Content-Length: 3", "Expect: 100-continue")) + b"abc")
    assert reply.startswith(b"HTTP/1.1 200")
