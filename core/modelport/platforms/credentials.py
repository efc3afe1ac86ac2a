"""Credentials: a bearer token kept in a file, or Google's Application Default Credentials."""

from pathlib import Path
from typing import Any

import google.auth
from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError, RefreshError

from modelport.errors import NotAuthenticated

from .token_file import read_token

SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class TokenFile(Credentials):
    """The bearer token in a file, read again for each call."""

    def __init__(self, path: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._path = path
        self._read()

    @property
    def expired(self) -> bool:
        """Never by the clock; `before_request` looks at the file."""
        return False

    def refresh(self, request: Any) -> None:
        """Reads the file; raises RefreshError where it holds no other token than the one refused."""
        refused = self.token
        self._read()
        if self.token == refused:
            raise RefreshError(f"The token in {self._path} was refused.")  # type: ignore[no-untyped-call]

    def before_request(self, request: Any, method: str, url: str, headers: Any) -> None:
        """Adds the token as it is in the file now."""
        self._read()
        self.apply(headers)  # type: ignore[no-untyped-call]

    def _read(self) -> None:
        self.token = read_token(self._path)


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
