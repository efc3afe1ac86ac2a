"""A resumable upload by Cloud Storage's JSON API: chunk by chunk, going on after cuts and in another process."""

import json
import time
from collections.abc import Callable

import msgspec

from modelport.errors import PlatformError

from .destination import CONTENT_TYPE, Destination
from .exchange import Answer, Exchange, Refused
from .failures import CONFLICT, foreign, refusal_of, translate
from .reading import CountingReader
from .serving import Busy, delay_before_another, is_transient
from .session import Session
from .upload_sessions import UploadSessions

CHUNK_BYTES = 8 * 1024 * 1024
"""What one request carries and what is held in memory; a multiple of 256 KiB, as the API asks."""
TRIES = 5
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.5, 4.0
GONE = (404, 410, 499)
"""Answers of a session that has ended."""


class ResumableUpload:
    """One file on its way into one object; nothing appears under the object's name before all of it has come."""

    def __init__(
        self,
        session: Session,
        exchange: Exchange,
        reader: CountingReader,
        to: Destination,
        on_retry: Callable[[PlatformError, int, float], None],
    ) -> None:
        self._session = session
        self._exchange = exchange
        self._reader = reader
        self._to = to
        self._on_retry = on_retry
        self._sessions = UploadSessions.at_home()
        self._key = f"{to.storage_url} {to.bucket} {to.name} {reader.identity} {to.replaces}"
        self._failures = 0

    def send(self) -> object:
        """Sends what the platform does not have yet, and answers the object's resource; raises foreign errors."""
        url = self._sessions.find(self._key)
        offset: int | None = None if url else 0
        while True:
            try:
                url = url or self._begin()
                answer = self._ask(url) if offset is None else self._put(url, offset)
            except foreign() as error:
                if self._is_gone(error):
                    url, offset = "", 0
                else:
                    self._tolerate(error)
                    offset = None
                continue
            if answer.status in (200, 201):
                self._sessions.drop(self._key)
                return answer.json()
            offset = self._reached(offset, answer)

    def _reached(self, sent_from: int | None, answer: Answer) -> int:
        """Where to go on; raises Busy where chunks were sent again and again and nothing of them was taken."""
        reached = next_byte(answer)
        if sent_from is None:
            return reached
        if reached > sent_from:
            self._failures = 0
            return reached
        why, fix = "The platform answers each part of it, and has none of them.", "Run it again a little later."
        self._wait(Busy(f"Cannot {self._doing}.", why=why, fix=fix))
        return reached

    @property
    def _doing(self) -> str:
        return f"upload to gs://{self._to.bucket}/{self._to.name}"

    def _begin(self) -> str:
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Upload-Content-Type": CONTENT_TYPE,
            "X-Upload-Content-Length": str(self._reader.size),
        }
        metadata = {"name": self._to.name, "contentType": CONTENT_TYPE}
        answer = self._request("POST", self._to.url("resumable"), json.dumps(metadata).encode(), headers)
        if not (url := answer.headers.get("Location", "")):
            raise msgspec.ValidationError("The answer holds no `Location` to send the file to")
        self._sessions.keep(self._key, url)
        return url

    def _put(self, url: str, offset: int) -> Answer:
        chunk = self._reader.chunk(offset, CHUNK_BYTES)
        end, size = offset + len(chunk), self._reader.size
        headers = {"Content-Range": f"bytes {offset}-{end - 1}/{size}"}
        if end == size:
            headers["X-Goog-Hash"] = f"crc32c={self._reader.crc32c}"
        return self._request("PUT", url, chunk, headers)

    def _ask(self, url: str) -> Answer:
        return self._request("PUT", url, b"", {"Content-Range": f"bytes */{self._reader.size}"})

    def _request(self, method: str, url: str, data: bytes, headers: dict[str, str]) -> Answer:
        self._reader.check()
        answer = self._exchange.send(method, url, data, headers)
        if answer.status not in (200, 201, 308):
            raise Refused(answer)
        return answer

    def _is_gone(self, error: Exception) -> bool:
        """Whether the session has ended; only one that was begun before may be begun anew."""
        refusal = refusal_of(error)
        is_gone = refusal is not None and refusal.code in GONE and bool(self._sessions.find(self._key))
        if is_gone:
            self._sessions.drop(self._key)
        return is_gone

    def _tolerate(self, error: Exception) -> None:
        """Waits where another try may help, and raises the error where none will."""
        refusal = refusal_of(error)
        known = translate(error, self._session, self._doing)
        if (refusal is not None and refusal.code == CONFLICT) or not is_transient(known):
            raise error
        self._wait(known)

    def _wait(self, known: PlatformError) -> None:
        """Waits as long as `known` asks for and is usual; raises it after too many of them."""
        self._failures += 1
        if self._failures >= TRIES:
            known.is_given_up = True
            raise known
        usual = min(FIRST_DELAY_SECONDS * 2 ** (self._failures - 1), LONGEST_DELAY_SECONDS)
        delay = delay_before_another(known, usual)
        self._on_retry(known, self._failures, delay)
        until = time.monotonic() + delay
        while time.monotonic() < until:
            self._reader.check()
            time.sleep(0.05)


def next_byte(answer: Answer) -> int:
    """The offset to go on from: `Range: bytes=0-LAST`, and no such header where nothing has arrived."""
    _, _, last = answer.headers.get("Range", "").partition("-")
    return int(last) + 1 if last.isdigit() else 0
