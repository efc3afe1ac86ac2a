"""Resumable uploads: pieces, status queries and cancelling. A newer request on a session stops an older one."""

import sqlite3

import msgspec

from ...http.body import ClientGone
from ...http.messages import HttpError, Request, Response
from ..errors import invalid
from ..hashes import announced_in
from ..objects import StoredObject
from ..ranges import Span, sent_span
from ..resources import object_resource
from ..sessions import Session, cancelled
from ..store import Store
from .answers import base_of


class ResumableApi:
    """PUT and DELETE on a session's URL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, request: Request, bucket: str) -> Response:
        """A piece or a status query: 308 as long as bytes are missing, then the object's resource."""
        session = await self._session(request, bucket)
        span = sent_span(request.headers.get("content-range"))
        header = request.headers.get("x-goog-hash", "")
        writer = session.writer = object()
        async with session.lock:
            _check_current(session, writer)
            if session.result is not None:
                return Response(200, session.result)
            _set_total(session, span)
            in_place = span.first <= session.incoming.size
            session.announced = announced_in(header, session.announced.crc32c, session.announced.md5)
        if in_place and not span.is_query:
            await self._write(session, writer, request, span)
        async with session.lock:
            _check_current(session, writer)
            return await self._answer(session, request, span)

    async def delete(self, request: Request, bucket: str) -> Response:
        """Cancel."""
        session = await self._session(request, bucket)
        session.writer = None
        async with session.lock:
            if session.state == "open":
                self._store.sessions.cancel(session)
        raise cancelled()

    async def _session(self, request: Request, bucket: str) -> Session:
        session = await self._store.sessions.get(request.query.get("upload_id", ""))
        if session.target.bucket != bucket:
            raise invalid("The upload belongs to another bucket.")
        return session

    async def _write(self, session: Session, writer: object, request: Request, span: Span) -> None:
        position, end = span.first, span.end if span.end is not None else session.total
        try:
            async for data in request.stream():
                async with session.lock:
                    _check_current(session, writer)
                    if end is not None and position + len(data) > end:
                        raise invalid(f"The body is longer than announced: it goes beyond byte {end}.")
                    await session.incoming.append(data[max(0, session.incoming.size - position) :])
                    position += len(data)
        except ClientGone:
            if session.writer is writer:
                await session.incoming.sync()
            raise
        except (HttpError, OSError):
            if session.writer is writer:
                session.incoming.close()
            raise

    async def _answer(self, session: Session, request: Request, span: Span) -> Response:
        size = session.incoming.size
        whole = span.end is None and session.total is None
        if whole or size == session.total:
            return Response(200, await self._finish(session, request))
        session.incoming.pause()  # after a power cut the session tells what is left; `_finish` syncs before it answers
        headers = {"X-GUploader-UploadID": session.id}
        if size:
            headers["Range"] = f"bytes=0-{size - 1}"
        return Response(308, b"", headers)

    async def _finish(self, session: Session, request: Request) -> bytes:
        """Make the object; whatever refuses it ends the session."""
        store, base = self._store, base_of(request)
        content = session.incoming.content()
        await session.incoming.sync()

        def finish(stored: StoredObject) -> None:
            store.sessions.finish(session, msgspec.json.encode(object_resource(stored, base)))

        try:
            session.announced.check(content)
            store.objects.check(session.target)
            blob = store.blobs.adopt(session.incoming)
            store.objects.put(session.target, content, blob, within=finish)
        except (HttpError, OSError, sqlite3.Error):
            store.sessions.cancel(session)
            raise
        await store.commits.forced()
        assert session.result is not None
        return session.result


def _check_current(session: Session, writer: object) -> None:
    if session.state == "cancelled":
        raise cancelled()
    if session.writer is not writer:
        raise HttpError(409, "conflict", "A newer request goes on with this upload.")


def _set_total(session: Session, span: Span) -> None:
    if span.total is None:
        return
    if session.total is not None and session.total != span.total:
        raise invalid(f"The upload was announced with {session.total} bytes, and now with {span.total}.")
    if session.incoming.size > span.total:
        raise invalid(f"The upload has {session.incoming.size} bytes already, more than {span.total}.")
    session.total = span.total
