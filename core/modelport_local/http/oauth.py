"""The token endpoint of OAuth 2.0, for clients that keep a login and ask for access tokens, such as gsutil."""

import hmac
from urllib.parse import parse_qs

from .guard import TOKEN_PATH
from .messages import Request, Response, json_response
from .routes import Router

LIFETIME = 24 * 3600
"""Seconds after which a client asks again."""
_LIMIT = 64 * 1024


class TokenEndpoint:
    """Gives the home's token to whoever shows it as a refresh token, so that it tells nobody anything new."""

    def __init__(self, token: str) -> None:
        self._token = token

    def add_routes(self, router: Router) -> None:
        """Register the method."""
        router.add("POST", TOKEN_PATH, self.post)

    async def post(self, request: Request) -> Response:
        """RFC 6749, section 6; errors as in its section 5.2."""
        form = parse_qs((await request.read(_LIMIT)).decode("utf-8", "replace"))
        if form.get("grant_type") != ["refresh_token"]:
            return _refused("unsupported_grant_type", "Only a refresh token is taken here.")
        shown = form.get("refresh_token", [""])[0]
        if not hmac.compare_digest(shown.encode(), self._token.encode()):
            return _refused("invalid_grant", "This is not the platform's token. Run `modelport local env` again.")
        body = {"access_token": self._token, "token_type": "Bearer", "expires_in": LIFETIME}
        return json_response(body, headers={"Cache-Control": "no-store"})


def _refused(error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, 400)
