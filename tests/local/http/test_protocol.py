import asyncio
import gzip
import json

import pytest
import uvloop

from local.http.conftest import Front, answer, close


@pytest.fixture(params=[asyncio.DefaultEventLoopPolicy, uvloop.EventLoopPolicy], ids=["asyncio", "uvloop"])
def event_loop_policy(request: pytest.FixtureRequest) -> asyncio.AbstractEventLoopPolicy:
    """Both loops that the front may run on."""
    policy: asyncio.AbstractEventLoopPolicy = request.param()
    return policy


async def test_a_kept_connection_answers_one_request_after_the_other(front: Front) -> None:
    reader, writer = await front.open()
    for name in ("one", "two"):
        writer.write(front.head(f"GET /hello/{name}"))
        status, body = await answer(reader)
        assert (status, json.loads(body)["name"]) == (200, name)
    await close(writer)


async def test_pipelined_requests_are_answered_in_their_order(front: Front) -> None:
    kinds = ["later", "hello", "hello", "later", "hello"] * 100
    asked = [f"/{kind}/{number}" for number, kind in enumerate(kinds)]
    reader, writer = await front.open()
    writer.write(b"".join(front.head(f"GET {path}") for path in asked))
    for path in asked:
        assert json.loads((await answer(reader))[1])["name"] == path.rsplit("/", 1)[1]
    await close(writer)


async def test_a_body_between_pipelined_requests_is_not_mixed_up(front: Front) -> None:
    body = b"GET /hello/fake HTTP/1.1\r\n\r\n" * 100
    sent = front.head("GET /later/a") + front.head("PUT /count", f"Content-Length: {len(body)}") + body
    reader, writer = await front.open()
    writer.write(sent + front.head("GET /hello/b"))
    bodies = [json.loads((await answer(reader))[1]) for _ in range(3)]
    assert (bodies[0]["name"], bodies[1], bodies[2]["name"]) == ("a", {"size": len(body)}, "b")
    await close(writer)


async def test_a_request_that_arrives_byte_by_byte_is_understood(front: Front) -> None:
    reader, writer = await front.open()
    for byte in front.head("PUT /count", "Content-Length: 3") + b"abc":
        writer.write(bytes([byte]))
        await writer.drain()
    assert await answer(reader) == (200, b'{"size":3}')
    await close(writer)


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 5_000_000])
async def test_chunked_and_counted_bodies_arrive_whole(front: Front, size: int) -> None:
    body = b"x" * size
    counted = await front.ask(front.head("PUT /count", f"Content-Length: {size}") + body)
    pieces = [body[start : start + 70_000] for start in range(0, size, 70_000)]
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    chunked = await front.ask(front.head("PUT /count", "Transfer-Encoding: chunked") + framed)
    for reply in (counted, chunked):
        assert reply.endswith(b'{"size":%d}' % size)


async def test_a_client_that_expects_100_is_told_to_go_on(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(front.head("PUT /count", "Content-Length: 4", "Expect: 100-continue"))
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"body")
    assert await answer(reader) == (200, b'{"size":4}')
    await close(writer)


async def test_a_client_that_expects_100_is_refused_without_sending_its_body(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(front.head("PUT /unread", "Content-Length: 9000000", "Expect: 100-continue"))
    assert (await answer(reader))[0] == 403
    assert await reader.read() == b""
    await close(writer)


async def test_a_refusal_can_be_read_while_the_body_is_still_being_sent(front: Front) -> None:
    reader, writer = await front.open()
    body = b"x" * 20_000_000
    writer.write(front.head("PUT /unread", f"Content-Length: {len(body)}") + body)
    assert (await answer(reader))[0] == 403
    await writer.drain()
    writer.write(front.head("GET /hello/next"))
    assert (await answer(reader))[0] == 200
    await close(writer)


async def test_a_body_over_the_limit_is_refused(front: Front) -> None:
    assert b"413" in (await front.ask(front.head("PUT /small", "Content-Length: 1001") + b"x" * 1001))[:20]
    assert b"200" in (await front.ask(front.head("PUT /small", "Content-Length: 1000") + b"x" * 1000))[:20]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (gzip.compress(b"x" * 1000), b"200"),
        (gzip.compress(b"x" * 1_000_000), b"413"),
        (gzip.compress(b"x" * 1000)[:-9], b"400"),
        (b"no gzip", b"400"),
    ],
    ids=["small", "bomb", "cut", "none"],
)
async def test_gzip_bodies_are_undone_within_the_limit(front: Front, data: bytes, status: bytes) -> None:
    head = front.head("PUT /small", f"Content-Length: {len(data)}", "Content-Encoding: gzip")
    assert status in (await front.ask(head + data))[:20]


async def test_a_head_request_gets_no_body(front: Front) -> None:
    reply = await front.ask(front.head("HEAD /large"))
    assert b"Content-Length: 9999000\r\n" in reply
    assert reply.endswith(b"\r\n\r\n")


async def test_the_range_of_a_file_is_sent(front: Front) -> None:
    reply = await front.ask(front.head("GET /large"))
    assert reply.partition(b"\r\n\r\n")[2] == (b"0123456789" * 1_000_000)[5:][:9_999_000]


async def test_a_body_of_unknown_length_is_chunked(front: Front) -> None:
    head, _, body = (await front.ask(front.head("GET /pieces"))).partition(b"\r\n\r\n")
    assert b"Transfer-Encoding: chunked" in head
    assert b"99," * 1000 in body
    assert body.endswith(b"0\r\n\r\n")


async def test_a_target_in_absolute_form_brings_its_host(front: Front) -> None:
    host = f"us-central1-127.0.0.1:{front.port}"
    reply = await front.ask(front.head(f"GET http://{host}/hello/a%20b?x=1&x=2"))
    body = json.loads(reply.partition(b"\r\n\r\n")[2])
    assert body == {"name": "a b", "query": {"x": "2"}, "host": host, "method": "GET"}


async def test_a_get_with_its_query_in_the_body_is_a_get(front: Front) -> None:
    form = b"filter=" + b"x" * 3000
    head = front.head(
        "POST /hello/a",
        "X-HTTP-Method-Override: GET",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
    )
    body = json.loads((await front.ask(head + form)).partition(b"\r\n\r\n")[2])
    assert (body["method"], body["query"]) == ("GET", {"filter": "x" * 3000})


@pytest.mark.parametrize("path", ["/broken", "/broken-later"])
async def test_a_failing_handler_is_a_500_without_its_details(front: Front, path: str) -> None:
    reader, writer = await front.open()
    writer.write(front.head(f"GET {path}"))
    status, body = await answer(reader)
    assert (status, json.loads(body)["error"]["code"]) == (500, 500)
    assert b"secret detail" not in body
    writer.write(front.head("GET /future"))
    assert await answer(reader) == (200, b'{"from":"future"}')
    await close(writer)


async def test_a_file_that_vanished_ends_the_connection_and_nothing_else(front: Front) -> None:
    assert await front.ask(front.head("GET /vanished")) == b""
    assert b"200" in await front.ask(front.head("GET /hello/a"))


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
        b"GET /x HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET /x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"PUT /count HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET ftp://127.0.0.1/ HTTP/1.1\r\n\r\n",
    ],
)
async def test_bytes_that_are_no_request_are_refused(front: Front, data: bytes) -> None:
    reply = await front.ask(data)
    assert reply.startswith(b"HTTP/1.1 4")
    assert b"200" in await front.ask(front.head("GET /hello/a"))


@pytest.mark.parametrize(
    "line", ["GET /" + "x" * 70_000, "GET /hello/a HTTP/1.1\r\nX-Long: " + "x" * 70_000], ids=["target", "header"]
)
async def test_heads_without_end_are_refused(front: Front, line: str) -> None:
    assert (await front.ask(front.head(line))).startswith(b"HTTP/1.1 431")


async def test_an_endless_head_is_cut_off(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(b"GET /hello/a HTTP/1.1\r\nX: ")
    for _ in range(100):
        writer.write(b"y" * 1000)
        await asyncio.sleep(0)
    assert (await answer(reader))[0] == 431
    await close(writer)


async def test_clients_that_hang_up_anywhere_disturb_nobody(front: Front) -> None:
    whole = front.head("PUT /count", "Content-Length: 100000") + b"x" * 100_000
    for size in (1, 30, len(whole) - 100_001, len(whole) - 50_000, len(whole)):
        _, writer = await front.open()
        writer.write(whole[:size])
        await close(writer)
    for path in ("/large", "/pieces", "/later/a", "/future"):
        _, writer = await front.open()
        writer.write(front.head(f"GET {path}"))
        await writer.drain()
        writer.transport.abort()
    assert b"200" in await front.ask(front.head("GET /hello/a"))


async def test_a_client_that_reads_nothing_does_not_block_the_others(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(front.head("GET /large") * 3)
    for number in range(50):
        assert b"200" in await front.ask(front.head(f"GET /hello/{number}"))
    for _ in range(3):
        assert len((await answer(reader))[1]) == 9_999_000
    await close(writer)


async def test_an_old_client_is_answered_and_let_go(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(front.head("GET /hello/a").replace(b"HTTP/1.1", b"HTTP/1.0"))
    reply = await asyncio.wait_for(reader.read(), 10)
    assert b"200" in reply
    assert b"Connection: close" in reply
    await close(writer)


async def test_a_request_to_switch_protocols_is_answered_as_usual(front: Front) -> None:
    reply = await front.ask(front.head("GET /hello/a", "Connection: Upgrade", "Upgrade: h2c"))
    assert reply.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("pieces", [1, 2, 7])
async def test_the_body_of_a_request_that_offers_another_protocol_arrives_and_the_next_one_too(
    front: Front, pieces: int
) -> None:
    offer = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk", "Content-Length: 8")
    data = front.head("PUT /count", *offer) + b"precious" + front.head("GET /hello/next")
    reader, writer = await front.open()
    step = -(-len(data) // pieces)
    for start in range(0, len(data), step):
        writer.write(data[start : start + step])
        await writer.drain()
        await asyncio.sleep(0)
    status, body = await answer(reader)
    assert (status, json.loads(body)["size"]) == (200, 8)
    assert json.loads((await answer(reader))[1])["name"] == "next"
    await close(writer)


@pytest.mark.parametrize("coding", ["chunked", "gzip"])
async def test_a_body_that_cannot_be_read_is_refused_in_words(front: Front, coding: str) -> None:
    reply = await front.ask(front.head("PUT /count", f"Transfer-Encoding: {coding}") + b"zz\r\n")
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert b"are not an HTTP/1.1 request" in reply


async def test_an_answer_without_body_leaves_the_connection_in_step(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(front.head("GET /unchanged") + front.head("GET /hello/next"))
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    assert head.startswith(b"HTTP/1.1 304 ")
    assert b"ontent-" not in head
    assert json.loads((await answer(reader))[1])["name"] == "next"
    await close(writer)


async def test_a_client_that_asks_without_reading_is_not_answered_without_end(front: Front) -> None:
    reader, writer = await front.open()
    writer.write(front.head("GET /megabyte") * 60)
    for _ in range(200):
        assert b"200" in await front.ask(front.head("GET /hello/a"))
    assert front.megabytes < 20
    for _ in range(60):
        assert len((await answer(reader))[1]) == 1_000_000
    assert front.megabytes == 60
    await close(writer)
