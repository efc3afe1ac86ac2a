"""What every handler of the API needs: bodies in, resources out, a full disk told apart."""

import functools
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

from ...http.messages import Request, Response, json_response
from ..errors import disk_trouble
from ..inputs import MAX_JSON, decode
from ..objects import StoredObject
from ..resources import object_resource

T = TypeVar("T")


def base_of(request: Request) -> str:
    """Scheme and host to build links with: those that the client used."""
    return f"{request.scheme}://{request.host}"


async def body_of(request: Request, kind: type[T]) -> T:
    """The JSON body as `kind`; raises HttpError 400, 413."""
    return decode(await request.read(MAX_JSON), kind)


def object_answer(request: Request, stored: StoredObject) -> Response:
    """An object's resource."""
    return json_response(object_resource(stored, base_of(request)))


def guarded(handler: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """`handler`, with HttpError 507 in the place of a full disk's own errors."""

    @functools.wraps(handler)
    async def call(request: Request, **parameters: str) -> Response:
        try:
            return await handler(request, **parameters)
        except (OSError, sqlite3.Error) as error:
            if refusal := disk_trouble(error):
                raise refusal from error
            raise

    return call
