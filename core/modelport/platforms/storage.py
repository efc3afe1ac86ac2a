"""Cloud Storage: what every deployment does over an Exchange, the rest through google-cloud-storage."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import quote, urlencode

import msgspec

from modelport.errors import NotFound, PlatformError

from . import shapes
from .calls import every_page
from .destination import Destination
from .exchange import open_exchange
from .failures import translated
from .object_reader import opened
from .reading import CountingReader
from .resumable import CHUNK_BYTES, ResumableUpload
from .serving import Resource
from .session import Session
from .whole import send_whole

if TYPE_CHECKING:
    from google.cloud.storage import Bucket, Client

JSON = {"Content-Type": "application/json; charset=UTF-8"}


@dataclass(frozen=True, slots=True)
class BucketInfo:
    """A bucket; the location in upper case, its type `region`, `dual-region` or `multi-region`."""

    name: str
    location: str
    location_type: str
    project_number: int


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """An object: size in bytes, CRC32C in base64 as the JSON API has it."""

    name: str
    size: int
    crc32c: str
    generation: int


class StorageClient:
    """Buckets and objects; may be used by several threads."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._exchange = open_exchange(session, session.storage_url)

    def close(self) -> None:
        """Closes the connections."""
        self._exchange.close()
        if "_client" in vars(self):
            self._client.close()

    def buckets(self, project: str = "", prefix: str = "") -> Iterator[BucketInfo]:
        """The buckets of a project (default: the session's)."""
        owner = project or self._session.project
        with translated(self._session, f"list the buckets of {owner}"):
            yield from map(_bucket_info, self._listed("b", {"project": owner, "prefix": prefix}))

    def find_bucket(self, name: str) -> BucketInfo | None:
        """The bucket, or None; raises AccessDenied where it belongs to somebody who keeps it closed."""
        try:
            with translated(self._session, f"read the bucket gs://{name}"):
                return _bucket_info(self._get(f"b/{quote(name, safe='')}"))
        except NotFound:
            return None

    def create_bucket(self, name: str, location: str, project: str = "") -> BucketInfo:
        """Creates it; raises AlreadyExists where anybody has a bucket of that name."""
        with translated(self._session, f"create the bucket gs://{name}"):
            query = urlencode({"project": project or self._session.project})
            body = json.dumps({"name": name, "location": location}).encode()
            return _bucket_info(self._exchange.send("POST", self._url(f"b?{query}"), body, JSON).json())

    def objects(self, bucket: str, prefix: str) -> Iterator[ObjectInfo]:
        """The objects whose names begin with `prefix`."""
        with translated(self._session, f"list gs://{bucket}/{prefix}"):
            for resource in self._listed(f"b/{quote(bucket, safe='')}/o", {"prefix": prefix}):
                yield _object_info(resource)

    def find_object(self, bucket: str, name: str) -> ObjectInfo | None:
        """The object, or None."""
        try:
            with translated(self._session, f"read gs://{bucket}/{name}"):
                return _object_info(self._get(f"b/{quote(bucket, safe='')}/o/{quote(name, safe='')}"))
        except NotFound:
            return None

    def upload(
        self,
        reader: CountingReader,
        bucket: str,
        name: str,
        replaces: int = 0,
        on_retry: Callable[[PlatformError, int, float], None] = lambda error, attempt, delay: None,
    ) -> ObjectInfo:
        """Sends a file; `replaces` is the generation of the object that is there, 0 for none.

        The object appears once all of its bytes have arrived and their CRC32C was compared, or not at all. What a
        large file has sent is kept over cuts, and for the same file in another process.
        """
        to = Destination(self._session.storage_url, bucket, name, replaces)
        with translated(self._session, f"upload to gs://{bucket}/{name}"):
            if reader.size <= CHUNK_BYTES:
                return _object_info(send_whole(self._exchange, reader, to))
            return _object_info(ResumableUpload(self._session, self._exchange, reader, to, on_retry).send())

    def read(self, bucket: str, name: str) -> bytes:
        """An object's bytes, all of them in memory."""
        with translated(self._session, f"read gs://{bucket}/{name}"):
            return cast(bytes, self._bucket(bucket).blob(name).download_as_bytes(retry=None))

    def open(self, bucket: str, name: str, size: int) -> BinaryIO:
        """A seekable reader of an object of that size, which fetches ranges as they are asked for."""

        def fetch(start: int, end: int) -> bytes:
            with translated(self._session, f"read gs://{bucket}/{name}"):
                return cast(
                    bytes, self._bucket(bucket).blob(name).download_as_bytes(None, start, end - 1, checksum=None)
                )

        return opened(size, fetch)

    def roles(self, bucket: str, *members: str) -> frozenset[str]:
        """The roles that the bucket's policy gives to any of the members without a condition."""
        with translated(self._session, f"read who may read gs://{bucket}"):
            return _roles(self._policy(bucket), *members)

    def grant(self, bucket: str, member: str, roles: tuple[str, ...]) -> bool:
        """Adds the roles to the bucket's policy; False where the member has them all."""
        with translated(self._session, f"change who may read gs://{bucket}"):
            policy = self._policy(bucket)
            missing = [role for role in roles if role not in _roles(policy, member)]
            if missing:
                added = [shapes.Binding(role, [member]) for role in missing]
                changed = shapes.Policy([*policy.bindings, *added], policy.etag, version=3)
                path = f"b/{quote(bucket, safe='')}/iam"
                self._exchange.send("PUT", self._url(path), msgspec.json.encode(changed), JSON).json()
        return bool(missing)

    @cached_property
    def _client(self) -> "Client":
        from . import google_libraries

        google_libraries.load()
        from google.cloud.storage import Client

        from .transport import authorized_session

        http = authorized_session(self._session, self._session.storage_url)
        options = {"api_endpoint": self._session.storage_url}
        return Client(project=self._session.project, credentials=http.credentials, _http=http, client_options=options)

    def _bucket(self, name: str) -> "Bucket":
        return self._client.bucket(name)

    def _listed(self, path: str, query: dict[str, str]) -> Iterator[Resource]:
        asked = {key: text for key, text in query.items() if text}

        def page(token: str) -> tuple[list[Resource], str]:
            place = f"{path}?{urlencode(asked | ({'pageToken': token} if token else {}))}"
            return shapes.page(self._get(place), "items")

        return every_page(page)

    def _policy(self, bucket: str) -> shapes.Policy:
        found = self._get(f"b/{quote(bucket, safe='')}/iam?optionsRequestedPolicyVersion=3")
        return shapes.read(found, shapes.Policy)

    def _get(self, path: str) -> object:
        return self._exchange.send("GET", self._url(path)).json()

    def _url(self, path: str) -> str:
        return f"{self._session.storage_url}/storage/v1/{path}"


def _roles(policy: shapes.Policy, *members: str) -> frozenset[str]:
    free = (each for each in policy.bindings if not each.condition)
    return frozenset(each.role for each in free if set(each.members).intersection(members))


def _bucket_info(resource: object) -> BucketInfo:
    seen = shapes.read(resource, shapes.Bucket)
    return BucketInfo(seen.name, seen.location, seen.location_type, seen.project_number)


def _object_info(resource: object) -> ObjectInfo:
    seen = shapes.read(resource, shapes.Object)
    return ObjectInfo(seen.name, seen.size, seen.crc32c, seen.generation)
