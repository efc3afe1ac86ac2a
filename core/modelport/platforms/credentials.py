"""Credentials: a bearer token kept in a file, or Google's Application Default Credentials."""

from pathlib import Path
from typing import Any

import google.auth
from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError, RefreshError

from modelport.errors import NotAuthenticated

SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class TokenFile(Credentials):
    """The bearer token in a file, read again whenever the file changes."""

    def __init__(self, path: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._read()

    @property
    def expired(self) -> bool:
        """Never by the clock; `before_request` looks at the file."""
        return False

    def refresh(self, request: Any) -> None:
        """Reads the file; raises RefreshError where it holds no other token than the one refused."""
        refused, self._stamp = self.token, None
        self._read()
        if self.token == refused:
            raise RefreshError(f"The token in {self._path} was refused.")  # type: ignore[no-untyped-call]

    def before_request(self, request: Any, method: str, url: str, headers: Any) -> None:
        """Adds the token as it is in the file now."""
        self._read()
        self.apply(headers)  # type: ignore[no-untyped-call]

    def _read(self) -> None:
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self.token = self._path.read_text("ascii", "ignore").strip()
                self._stamp = stamp
        except OSError as error:
            raise NotAuthenticated(
                f"Cannot read the access token in {self._path}.",
                why=error.strerror or str(error),
                fix="Write a valid access token into this file.",
                command=f"gcloud auth print-access-token > {self._path}",
            ) from error


def application_default() -> Credentials:
    """Google's own search for credentials; raises NotAuthenticated where it finds none."""
    try:
        credentials, _ = google.auth.default(scopes=[SCOPE])
    except DefaultCredentialsError as error:
        raise NotAuthenticated(
            "There are no Google Cloud credentials on this machine.",
            why="Application Default Credentials are not set up.",
            fix="Log in once; Modelport then uses that login.",
            command="gcloud auth application-default login",
            raw=str(error),
        ) from error
    return credentials
