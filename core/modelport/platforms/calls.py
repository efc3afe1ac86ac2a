"""Calls of a JSON API over one exchange: answers as data, refusals as Modelport's errors, lists page by page."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from .bodies import Body
from .exchange import open_exchange
from .failures import translated
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
            return msgspec.convert(answer.json(), kind, strict=False)


def every_page(page: Callable[[str], tuple[Iterable[Item], str]]) -> Iterator[Item]:
    """The items of a list; `page` takes a page's token ("" for the first) and gives its items and the next token."""
    token = ""
    while True:
        items, token = page(token)
        yield from items
        if not token:
            return
