"""Who may reach the app in a browser: only the pages of this server, opened by who knows its key."""

from __future__ import annotations

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HEADERS = {
    "Content-Security-Policy": "style-src 'self' 'unsafe-inline'; font-src 'self' data:; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""No font from elsewhere, no frame of a foreign page around the app, and the key in no referrer."""


def install(app: web.Application, url: str, key: str) -> None:
    """Guards every route of `app`, which is served at `url` (`http://127.0.0.1:8000`)."""
    app.middlewares.append(_refusing(url, key))
    app.on_response_prepare.append(_with_headers)


def _refusing(url: str, key: str) -> Middleware:
    host = url.removeprefix("http://")
    cookie = f"modelport-{host.rpartition(':')[2]}"

    @web.middleware
    async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host") != host or request.headers.get("Origin", url) != url:
            raise web.HTTPForbidden(text=f"Another site asked for this. Modelport answers its own pages at {url} only.")
        if _is_same(request.query.get("key", ""), key):
            return _let_in(cookie, key)
        if not _is_same(request.cookies.get(cookie, ""), key):
            raise web.HTTPForbidden(text="Open the whole address that modelport serve printed, with its key.")
        return await handler(request)

    return refuse_strangers


def _let_in(cookie: str, key: str) -> web.Response:
    """On to the app, with the key out of the address."""
    response = web.Response(status=303, headers={"Location": "/"})
    response.set_cookie(cookie, key, httponly=True, samesite="Lax", path="/")
    return response


def _is_same(given: str, key: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), key.encode())


async def _with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
