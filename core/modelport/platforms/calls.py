"""Calls of a JSON API over one exchange: answers as data, refusals as Modelport's errors, lists page by page."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from modelport.errors import PlatformError

from .bodies import Body
from .exchange import Refused, open_exchange
from .failures import translated
from .serving import Busy
from .session import Session

Seen = TypeVar("Seen")
Item = TypeVar("Item")
HEADERS = {"Accept": "application/json"}


class JsonCalls:
    """Calls below one address with the session's credentials."""

    def __init__(self, session: Session, url: str) -> None:
        self._session, self._url = session, url
        self._exchange = open_exchange(session, url)

    def close(self) -> None:
        """Closes the connections."""
        self._exchange.close()

    def read(
        self, kind: type[Seen], doing: str, method: str, path: str, body: Body | None = None, stage: str = "any"
    ) -> Seen:
        """The answer to a call, as `kind`; `doing` completes “Cannot …”, raises PlatformError or one of its kinds."""
        data = b"" if body is None else json.dumps(body).encode()
        headers = HEADERS if body is None else HEADERS | {"Content-Type": "application/json"}
        with translated(self._session, doing, stage):
            answer = self._exchange.send(method, self._url + path, data, headers)
            if answer.status >= 400:
                raise Refused(answer.status, answer.content)
        return _decoded(answer.content, kind, doing)


def every_page(page: Callable[[str], tuple[Iterable[Item], str]]) -> Iterator[Item]:
    """The items of a list; `page` takes a page's token ("" for the first) and gives its items and the next token."""
    token = ""
    while True:
        items, token = page(token)
        yield from items
        if not token:
            return


def _decoded(content: bytes, kind: type[Seen], doing: str) -> Seen:
    """By `json`, since predictions may hold NaN, which JSON does not have.

    What is no JSON was cut off, by a proxy for instance: Busy, since the same call may bring the whole.
    """
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise Busy(
            f"Cannot {doing}: the platform's answer was not whole.",
            why=f"{len(content)} bytes came, and they are no JSON: {error}.",
            fix="Run it again; if that does not help, look whether the endpoint is the right one.",
        ) from error
    try:
        return msgspec.convert(answer, kind, strict=False)
    except msgspec.ValidationError as error:
        raise PlatformError(
            f"Cannot {doing}: the platform answered in a form that is not understood.",
            why=str(error),
            fix="Look whether the endpoint is the right one.",
        ) from error
