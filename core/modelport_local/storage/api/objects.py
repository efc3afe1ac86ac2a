"""Methods on objects, uploads apart."""

from ...http.messages import Request, Response, json_response
from ...http.routes import Router
from .. import globs, paging
from ..conditions import Conditions, whole_number
from ..inputs import Attributes, ObjectInput, settable
from ..listing import MAX_RESULTS, Page, Query, page_of
from ..names import checked_object_name
from ..objects import Target
from ..resources import Resource, object_resource
from ..store import Store
from .answers import base_of, body_of, guarded, object_answer
from .downloads import download

_OBJECTS = "/storage/v1/b/{bucket}/o"
_OBJECT = _OBJECTS + "/{name}"


class ObjectApi:
    """Read, list, change and delete objects."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        router.add("GET", _OBJECTS, guarded(self.list))
        router.add("GET", _OBJECT, guarded(self.get))
        router.add("GET", f"/download{_OBJECT}", guarded(self.media))
        router.add("PATCH", _OBJECT, guarded(self.patch))
        router.add("PUT", _OBJECT, guarded(self.update))
        router.add("DELETE", _OBJECT, guarded(self.delete))

    async def list(self, request: Request, bucket: str) -> Response:
        """objects.list."""
        self._store.buckets.get(bucket)
        only_deleted = request.query.get("softDeleted", "").lower() == "true"  # nothing that is deleted is kept
        page = Page() if only_deleted else page_of(self._store.connection, _query(request, bucket))
        body: Resource = {"kind": "storage#objects"}
        if page.items:
            body["items"] = [object_resource(stored, base_of(request)) for stored in page.items]
        if page.prefixes:
            body["prefixes"] = page.prefixes
        if page.following is not None:
            body["nextPageToken"] = paging.token(page.following)
        return json_response(body)

    async def get(self, request: Request, bucket: str, name: str) -> Response:
        """objects.get: the resource, or with `alt=media` the content."""
        if request.query.get("alt") == "media":
            return await self.media(request, bucket, name)
        stored = self._store.objects.get(bucket, name, whole_number(request.query, "generation"))
        Conditions.of(request).check_read(stored.generation, stored.metageneration)
        return object_answer(request, stored)

    async def media(self, request: Request, bucket: str, name: str) -> Response:
        """objects.get with the content."""
        stored = self._store.objects.get(bucket, name, whole_number(request.query, "generation"))
        Conditions.of(request).check_read(stored.generation, stored.metageneration)
        return download(request, stored, self._store.blobs.path(stored.blob))

    async def patch(self, request: Request, bucket: str, name: str) -> Response:
        """objects.patch."""
        return await self._change(request, bucket, name, replace_all=False)

    async def update(self, request: Request, bucket: str, name: str) -> Response:
        """objects.update."""
        return await self._change(request, bucket, name, replace_all=True)

    async def _change(self, request: Request, bucket: str, name: str, *, replace_all: bool) -> Response:
        changes = settable(await body_of(request, ObjectInput))
        target = _target(request, bucket, name, changes)
        generation = whole_number(request.query, "generation")
        return object_answer(request, self._store.objects.patch(target, generation, replace_all=replace_all))

    async def delete(self, request: Request, bucket: str, name: str) -> Response:
        """objects.delete."""
        target = _target(request, bucket, name, {})
        self._store.objects.delete(target, whole_number(request.query, "generation"))
        return Response(204)


def _target(request: Request, bucket: str, name: str, attributes: Attributes) -> Target:
    return Target(bucket, checked_object_name(name), attributes, Conditions.of(request))


def _query(request: Request, bucket: str) -> Query:
    query = request.query
    return Query(
        bucket,
        prefix=query.get("prefix", ""),
        delimiter=query.get("delimiter", ""),
        start=max(query.get("startOffset", ""), paging.start_of(query)),
        end=query.get("endOffset", ""),
        limit=paging.limit_of(query, MAX_RESULTS),
        with_trailing=query.get("includeTrailingDelimiter", "").lower() == "true",
        glob=globs.compiled(query.get("matchGlob", "")),
    )
