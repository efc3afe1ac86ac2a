"""The bearer token of a home."""

import secrets

from .home import Home, write_private


def token_of(home: Home) -> str:
    """The home's token, made once and kept in a file that only its owner can read; raises OSError."""
    try:
        home.token.chmod(0o600)
        if kept := home.token.read_text().strip():
            return kept
    except FileNotFoundError:
        pass
    token = secrets.token_urlsafe(32)
    write_private(home.token, token)
    return token
