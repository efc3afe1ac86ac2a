import contextlib
import socket
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.storage.running import Platform, Reply

PARTS = st.sampled_from(
    ["storage", "v1", "b", "o", "iam", "upload", "download", "batch", "robust", "x", "compose", "rewriteTo", "copyTo"]
) | st.text(max_size=6).map(lambda text: quote(text, safe=""))  # fmt: skip
TEMPLATES = st.sampled_from(
    [
        "/storage/v1/b", "/storage/v1/b/robust", "/storage/v1/b/robust/o", "/storage/v1/b/robust/o/x",
        "/storage/v1/b/robust/o/x/compose", "/storage/v1/b/robust/o/x/rewriteTo/b/robust/o/y",
        "/storage/v1/b/robust/iam", "/upload/storage/v1/b/robust/o", "/resumable/upload/storage/v1/b/robust/o",
        "/batch/storage/v1", "/download/storage/v1/b/robust/o/x", "/storage/v1/b/robust/iam/testPermissions",
        "/robust", "/robust/x", "/robust/x/y",
    ]
)  # fmt: skip
PATHS = TEMPLATES | st.lists(PARTS, max_size=8).map(lambda parts: "/" + "/".join(parts))
KEYS = st.sampled_from(
    [
        "project", "name", "uploadType", "upload_id", "alt", "prefix", "delimiter", "pageToken", "maxResults",
        "ifGenerationMatch", "generation", "startOffset", "endOffset", "contentEncoding", "sourceGeneration", "fields",
        "uploads", "uploadId", "partNumber", "X-Goog-Signature",
    ]
)  # fmt: skip
VALUES = st.sampled_from(
    ["", "0", "-1", "9" * 30, "media", "multipart", "resumable", "robust", "None", "x", "gzip"]
) | st.text(max_size=8)
FIELDS = st.sampled_from(
    ["name", "metadata", "labels", "contentType", "sourceObjects", "destination", "generation", "bindings", "etag",
     "md5Hash"]
) | st.text(max_size=3)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=8,
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Range": st.text("bytes=-0123456789,", max_size=14),
        "Content-Range": st.text("bytes */-0123456789", max_size=16),
        "Content-Type": st.sampled_from(["multipart/related; boundary=b", "multipart/mixed; boundary=b", "x", ""]),
        "Content-Encoding": st.sampled_from(["gzip", "identity", "br"]),
        "X-Goog-Hash": st.text("crc32=md5,ABC+/", max_size=20),
        "X-Upload-Content-Length": st.text("0123456789-", max_size=25),
        "If-Match": st.text('*",W/abc=-_', max_size=12),
        "If-None-Match": st.text('*",W/abc=-_', max_size=12),
        "Accept-Encoding": st.sampled_from(["gzip", ""]),
        "X-HTTP-Method-Override": st.sampled_from(["GET", "PUT", "PATCH", "x"]),
    },
)
BODIES = (
    st.none()
    | st.binary(max_size=40)
    | JSON
    | st.binary(max_size=20).map(lambda data: b"--b\r\n\r\n" + data + b"\r\n--b\r\n\r\n" + data + b"\r\n--b--")
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    path=PATHS,
    query=st.dictionaries(KEYS, VALUES, max_size=4),
    headers=HEADERS,
    body=BODIES,
)
def test_no_request_makes_the_server_fail(
    platform: Platform, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: object
) -> None:
    platform.call("POST", "/storage/v1/b", {"name": "robust"}, project="project-one")
    sent = body if isinstance(body, bytes | dict | list) or body is None else str(body).encode()
    target = path + ("?" + urlencode(query) if query else "")
    reply = platform.call(method, target, sent, headers)
    assert reply.status not in range(500, 600) or reply.status == 501, reply.body
    if reply.status >= 400 and method != "HEAD":
        check_error(reply)


def check_error(reply: Reply) -> None:
    """An error is an object, or a document."""
    if reply.headers["content-type"].startswith("application/xml"):
        assert ElementTree.fromstring(reply.body).findtext("Message")
        return
    error = reply.json()["error"]
    assert error["code"] == reply.status
    assert error["message"]


LINES = st.sampled_from(
    [
        b"GET / HTTP/1.1", b"PUT /healthz HTTP/1.0", b"POST http://x/ HTTP/1.1", b"CONNECT a:1 HTTP/1.1", b"",
        b"Host: 127.0.0.1", b"Content-Length: 5", b"Content-Length: -1", b"Transfer-Encoding: chunked", b"hello",
        b"Transfer-Encoding: gzip, chunked", b"Expect: 100-continue", b"Connection: upgrade", b"Upgrade: x", b"",
        b"5", b"fffffffffffffffff",
    ]
) | st.binary(max_size=12)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(LINES, max_size=12), cut=st.integers(0, 3))
def test_no_bytes_make_the_server_fail(platform: Platform, lines: list[bytes], cut: int) -> None:
    data = b"\r\n".join(lines)
    with socket.create_connection(("127.0.0.1", platform.port), timeout=30) as connection:
        connection.sendall(data[: len(data) - cut])
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            while received := connection.recv(65_536):
                assert b" 500 " not in received
    assert platform.call("GET", "/healthz").status == 200
