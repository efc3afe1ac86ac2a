"""Upload sessions that outlive the process that began them, so that a large file goes on where it was cut off."""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from modelport.home import uploads_home

DAYS = 7
"""For so long Cloud Storage keeps a resumable session."""


@dataclass(frozen=True, slots=True)
class UploadSessions:
    """Session URLs in files for this user alone: who has such a URL may write that one object."""

    directory: Path

    @classmethod
    def at_home(cls) -> "UploadSessions":
        """Those of this user."""
        return cls(uploads_home())

    def find(self, key: str) -> str:
        """The URL of the session that was begun for `key`, or ""."""
        try:
            return self._path(key).read_text("ascii")
        except OSError:
            return ""

    def keep(self, key: str, url: str) -> None:
        """Remembers a session, and forgets those that have ended."""
        self._forget_old()
        path = self._path(key)
        new = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(url)
        new.replace(path)

    def drop(self, key: str) -> None:
        """Forgets a session."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.directory / hashlib.sha256(key.encode()).hexdigest()[:32]

    def _forget_old(self) -> None:
        oldest = time.time() - DAYS * 24 * 3600
        for path in self.directory.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
