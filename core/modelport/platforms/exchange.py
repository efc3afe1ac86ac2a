"""HTTP with a bearer token: over plain connections on this machine, over requests elsewhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .endpoints import is_loopback
from .session import Session


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status; names of headers match in any case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """The body as JSON; raises JSONDecodeError, and Refused where the answer is a refusal.

        By `json`, since predictions may hold NaN, which JSON does not have.
        """
        if self.status >= 400:
            raise Refused(self)
        return json.loads(self.content)


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer


class Exchange(Protocol):
    """May be used by several threads; raises what `failures.translated` turns into Modelport's errors."""

    def send(self, method: str, url: str, data: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer: ...

    def close(self) -> None: ...


def open_exchange(session: Session, url: str) -> Exchange:
    """For calls to `url` and what lies below it, with the session's credentials; raises NotAuthenticated."""
    if session.token_file and url.startswith("http://") and is_loopback(url):
        from .loopback_exchange import LoopbackExchange

        return LoopbackExchange(url, session.token_file, session.patience_seconds)
    from . import google_libraries

    google_libraries.load()
    from .transport import RequestsExchange

    return RequestsExchange(session, url)
