"""Objects made of objects: copies and compositions."""

import msgspec

from ...http.messages import Request, Response, json_response
from ...http.routes import Router
from ..conditions import Conditions, whole_number
from ..errors import invalid
from ..hashes import Content
from ..inputs import ObjectInput, settable
from ..names import checked_object_name
from ..objects import StoredObject, Target
from ..resources import object_resource
from ..store import Store
from .answers import base_of, body_of, guarded, object_answer

MAX_SOURCES = 32
_FROM_TO = "/storage/v1/b/{bucket}/o/{name}/%s/b/{to_bucket}/o/{to_name}"


class SourceConditions(msgspec.Struct, frozen=True):
    """Preconditions on one source."""

    ifGenerationMatch: int | str | None = None


class Source(msgspec.Struct, frozen=True):
    """One object to compose."""

    name: str
    generation: int | str | None = None
    objectPreconditions: SourceConditions | None = None


class Composition(msgspec.Struct, frozen=True):
    """Sources in order, and the resource of what they become; hashes in it belong to a part and are ignored."""

    sourceObjects: list[Source]
    destination: ObjectInput = ObjectInput()


class CopyApi:
    """copyTo, rewriteTo, moveTo and compose."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        router.add("POST", _FROM_TO % "copyTo", guarded(self.copy))
        router.add("POST", _FROM_TO % "rewriteTo", guarded(self.rewrite))
        router.add("POST", "/storage/v1/b/{bucket}/o/{name}/moveTo/o/{to_name}", guarded(self.move))
        router.add("POST", "/storage/v1/b/{bucket}/o/{name}/compose", guarded(self.compose))

    async def copy(self, request: Request, bucket: str, name: str, to_bucket: str, to_name: str) -> Response:
        """objects.copy."""
        return object_answer(request, await self._copied(request, bucket, name, to_bucket, to_name))

    async def rewrite(self, request: Request, bucket: str, name: str, to_bucket: str, to_name: str) -> Response:
        """objects.rewrite: always done at once."""
        stored = await self._copied(request, bucket, name, to_bucket, to_name)
        size = str(stored.size)
        return json_response(
            {
                "kind": "storage#rewriteResponse",
                "totalBytesRewritten": size,
                "objectSize": size,
                "done": True,
                "resource": object_resource(stored, base_of(request)),
            }
        )

    async def move(self, request: Request, bucket: str, name: str, to_name: str) -> Response:
        """objects.move: within one bucket, both names change at one moment."""
        target = Target(bucket, checked_object_name(to_name), {}, Conditions.of(request))
        conditions = Conditions.of_source(request)
        return object_answer(request, self._store.objects.move(bucket, name, conditions, target))

    async def _copied(self, request: Request, bucket: str, name: str, to_bucket: str, to_name: str) -> StoredObject:
        given = settable(await body_of(request, ObjectInput))
        source = self._store.objects.get(bucket, name, whole_number(request.query, "sourceGeneration"))
        Conditions.of_source(request).check(source.generation, source.metageneration)
        kind = {"contentType": source.attributes.get("contentType")}
        attributes = {**kind, **given} if given else source.attributes
        target = Target(to_bucket, checked_object_name(to_name), attributes, Conditions.of(request))
        self._store.objects.check(target)
        content = Content(source.size, source.crc32c, source.md5)
        return await self._store.put(target, content, self._store.blobs.link(source.blob), source.components)

    async def compose(self, request: Request, bucket: str, name: str) -> Response:
        """objects.compose."""
        given = await body_of(request, Composition)
        target = Target(bucket, checked_object_name(name), settable(given.destination), Conditions.of(request))
        self._store.objects.check(target)
        sources = self._sources(bucket, given.sourceObjects)
        joined, content = await self._store.blobs.join([source.blob for source in sources])
        components = sum(source.components or 1 for source in sources)
        blob = self._store.blobs.adopt(joined)
        return object_answer(request, await self._store.put(target, content, blob, components))

    def _sources(self, bucket: str, given: list[Source]) -> list[StoredObject]:
        if not 1 <= len(given) <= MAX_SOURCES:
            raise invalid(f"Compose takes 1 to {MAX_SOURCES} source objects, not {len(given)}.")
        return [self._source(bucket, source) for source in given]

    def _source(self, bucket: str, given: Source) -> StoredObject:
        stored = self._store.objects.get(bucket, given.name, _number("generation", given.generation))
        if given.objectPreconditions:
            wanted = _number("ifGenerationMatch", given.objectPreconditions.ifGenerationMatch)
            Conditions(generation_match=wanted).check(stored.generation, stored.metageneration)
        return stored


def _number(name: str, value: int | str | None) -> int | None:
    """An int64 of JSON, which clients send as a number or as text."""
    return whole_number({} if value is None else {name: str(value)}, name)
