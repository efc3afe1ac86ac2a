"""Models and versions in the database, as resources."""

from typing import NamedTuple, TypeVar

import msgspec

from ..database import Database
from .clock import new_etag
from .errors import not_found
from .keys import ModelKey, Scope, VersionKey
from .resources import Model, Resource, Version

R = TypeVar("R", bound=Resource)
_encode = msgspec.json.Encoder().encode
_NO_LIMIT = 1 << 31


class StoredModel(NamedTuple):
    """A model, and the short name of its default version or ""."""

    key: ModelKey
    default_version: str
    resource: Model


class StoredVersion(NamedTuple):
    """A version, and the id that its files and nodes go by."""

    key: VersionKey
    uid: str
    resource: Version


class Models:
    """The table of models; names in order, `after` excluded."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, key: ModelKey) -> StoredModel | None:
        """The model, or None."""
        query = "SELECT name, default_version, resource FROM models WHERE region = ? AND project = ? AND name = ?"
        row = self._database.row(query, *key)
        return StoredModel(key, row[1], msgspec.json.decode(row[2], type=Model)) if row else None

    def get(self, key: ModelKey) -> StoredModel:
        """The model; raises HttpError 404."""
        found = self.find(key)
        if found is None:
            raise not_found(key.path, "Create the model first, or use the endpoint that it was created on.")
        return found

    def projects(self) -> set[str]:
        """The projects that have models, on any endpoint."""
        rows = self._database.rows("SELECT DISTINCT project, '', '' FROM models")
        return {row[0] for row in rows}

    def listed(self, scope: Scope, after: str = "", limit: int = _NO_LIMIT) -> list[StoredModel]:
        """Models of a project in the order of their names."""
        query = (
            "SELECT name, default_version, resource FROM models WHERE region = ? AND project = ? AND name > ?"
            " ORDER BY name LIMIT ?"
        )
        rows = self._database.rows(query, *scope, after, limit)
        return [StoredModel(ModelKey(*scope, n), d, msgspec.json.decode(r, type=Model)) for n, d, r in rows]

    def put(self, key: ModelKey, resource: Model) -> None:
        """Insert or replace the resource, with a new etag; the default version stays."""
        raw = _encode(with_etag(resource))
        self._database.execute(
            "INSERT INTO models (region, project, name, resource) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET resource = excluded.resource",
            *key, raw,
        )  # fmt: skip

    def set_default(self, key: ModelKey, version: str) -> None:
        """Make a version the default; "" for none."""
        self._database.execute(
            "UPDATE models SET default_version = ? WHERE region = ? AND project = ? AND name = ?", version, *key
        )

    def delete(self, key: ModelKey) -> None:
        """Remove the model and its policy."""
        self._database.execute("DELETE FROM models WHERE region = ? AND project = ? AND name = ?", *key)
        self._database.execute("DELETE FROM policies WHERE region = ? AND project = ? AND model = ?", *key)


class Versions:
    """The table of versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, key: VersionKey) -> StoredVersion | None:
        """The version, or None."""
        query = "SELECT name, uid, resource FROM versions WHERE region = ? AND project = ? AND model = ? AND name = ?"
        row = self._database.row(query, *key)
        return StoredVersion(key, row[1], msgspec.json.decode(row[2], type=Version)) if row else None

    def get(self, key: VersionKey) -> StoredVersion:
        """The version; raises HttpError 404."""
        found = self.find(key)
        if found is None:
            raise not_found(key.path)
        return found

    def listed(self, key: ModelKey, after: str = "", limit: int = _NO_LIMIT) -> list[StoredVersion]:
        """Versions of a model in the order of their names."""
        query = (
            "SELECT name, uid, resource FROM versions WHERE region = ? AND project = ? AND model = ? AND name > ?"
            " ORDER BY name LIMIT ?"
        )
        rows = self._database.rows(query, *key, after, limit)
        return [StoredVersion(VersionKey(*key, n), u, msgspec.json.decode(r, type=Version)) for n, u, r in rows]

    def all(self) -> list[StoredVersion]:
        """Every version of every project on every endpoint."""
        places = self._database.rows("SELECT region, project, model FROM versions GROUP BY 1, 2, 3")
        return [version for place in places for version in self.listed(ModelKey(place[0], place[1], str(place[2])))]

    def insert(self, key: VersionKey, uid: str, resource: Version) -> None:
        """Add a version."""
        values = (*key, uid, _encode(with_etag(resource)))
        self._database.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)", *values)

    def put(self, key: VersionKey, resource: Version) -> None:
        """Replace the resource, with a new etag."""
        self.keep(key, with_etag(resource))

    def keep(self, key: VersionKey, resource: Version) -> None:
        """Replace the resource as it is."""
        self._database.execute(
            "UPDATE versions SET resource = ? WHERE region = ? AND project = ? AND model = ? AND name = ?",
            _encode(resource), *key,
        )  # fmt: skip

    def delete(self, key: VersionKey) -> None:
        """Remove the version."""
        self._database.execute("DELETE FROM versions WHERE region = ? AND project = ? AND model = ? AND name = ?", *key)


def with_etag(resource: R) -> R:
    """The resource with a fresh etag."""
    return msgspec.structs.replace(resource, etag=new_etag())
