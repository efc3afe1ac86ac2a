"""IAM policies of models: kept and given back, never enforced, since the platform has one user."""

from collections.abc import Callable
from typing import Any

import msgspec

from ..bindings import Binding
from ..database import Database
from ..http.messages import Request, Response, json_response
from .clock import new_etag, same_etag
from .errors import error
from .keys import ModelKey
from .reading import convert, json_body
from .tables import Models


class Policy(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A google.iam.v1.Policy."""

    version: int = 0
    bindings: tuple[Binding, ...] = ()
    audit_configs: tuple[dict[str, Any], ...] = ()
    etag: str = ""


class SetPolicy(msgspec.Struct, frozen=True, rename="camel"):
    """The body of `setIamPolicy`."""

    policy: Policy
    update_mask: str = ""


class TestPermissions(msgspec.Struct, frozen=True):
    """The body of `testIamPermissions`."""

    permissions: tuple[str, ...] = ()


class PolicyMethods:
    """The handlers."""

    def __init__(self, database: Database, models: Models, region_of: Callable[[Request], str]) -> None:
        self._database = database
        self._models = models
        self._region_of = region_of

    def _key(self, request: Request, project: str, model: str) -> ModelKey:
        key = ModelKey(self._region_of(request), project, model)
        self._models.get(key)
        return key

    def _policy(self, key: ModelKey) -> Policy:
        query = "SELECT region, project, resource FROM policies WHERE region = ? AND project = ? AND model = ?"
        row = self._database.row(query, *key)
        return msgspec.json.decode(row[2], type=Policy) if row else Policy(etag="ACAB")

    def get(self, request: Request, project: str, model: str, **_: str) -> Response:
        """The policy; one without bindings if none was set."""
        return json_response(self._policy(self._key(request, project, model)))

    async def set(self, request: Request, project: str, model: str, **_: str) -> Response:
        """Replace the policy, if the etag is the current one."""
        key = self._key(request, project, model)
        policy = convert(await json_body(request), SetPolicy, "request").policy
        if policy.etag and not same_etag(policy.etag, self._policy(key).etag):
            raise error("ABORTED", "The policy has changed since it was read. Read it again.")
        policy = msgspec.structs.replace(policy, etag=new_etag())
        raw = msgspec.json.encode(policy)
        self._database.execute("INSERT OR REPLACE INTO policies VALUES (?, ?, ?, ?)", *key, raw)
        return json_response(policy)

    async def test(self, request: Request, project: str, model: str, **_: str) -> Response:
        """Whoever holds the token may do everything."""
        self._key(request, project, model)
        asked = convert(await json_body(request), TestPermissions, "request").permissions
        return json_response({"permissions": asked} if asked else {})
