"""From a method and a raw path to a handler and its parameters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from .messages import Answer, HttpError, Response, json_response

Handler: TypeAlias = Callable[..., Answer]
"""Called as `handler(request, **parameters)`."""
Renderer: TypeAlias = Callable[[HttpError], Response]
Match: TypeAlias = tuple[Handler, dict[str, str]]

_REMEMBERED = 4096
"""Paths whose match is kept at hand."""
_MEMORABLE = 512
"""Characters of a path that may be kept."""


@dataclass(slots=True)
class _Branch:
    """A parameter of a template: what it is called, and the verb after it such as `:predict`."""

    name: str
    verb: str
    node: "_Node"


@dataclass(slots=True)
class _Node:
    fixed: dict[str, "_Node"] = field(default_factory=dict)
    branches: list[_Branch] = field(default_factory=list)
    rest: _Branch | None = None
    handlers: dict[str, Handler] = field(default_factory=dict)


class Router:
    """Templates such as `/b/{bucket}/o/{object}` or `/models/{model}:predict`; a parameter is a segment.

    A last parameter such as `{name...}` takes all segments that are left. Segments are matched before percent-decoding,
    so that an object's name with `%2F` stays one parameter; what begins a template is never a parameter's value there.
    """

    def __init__(self) -> None:
        self._root = _Node()
        self._renderers: list[tuple[str, Renderer]] = []
        self._stranger: Renderer = storage_error
        self._known: dict[tuple[str, str], Match] = {}

    def add(self, method: str, template: str, handler: Handler) -> None:
        """Let `handler` answer `method` on `template`; GET answers HEAD as well."""
        node = self._root
        for segment in template.split("/")[1:]:
            node = _grow(node, segment)
        node.handlers[method] = handler
        self._known.clear()

    def render_errors(self, prefix: str, renderer: Renderer) -> None:
        """Errors on paths under `prefix` are written by `renderer`; elsewhere as Cloud Storage does."""
        self._renderers.append((prefix, renderer))

    def render_other_errors(self, renderer: Renderer) -> None:
        """Errors on paths that no template begins with are written by `renderer`."""
        self._stranger = renderer

    def match(self, method: str, path: str) -> Match:
        """The handler and decoded parameters; raises HttpError 404, 405, 400 (broken percent-encoding)."""
        known = self._known.get((method, path))
        if known is None:
            known = self._search(method, path)
            if len(path) <= _MEMORABLE:
                self._remember(method, path, known)
        return known

    def _remember(self, method: str, path: str, found: Match) -> None:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[method, path] = found

    def error_response(self, path: str, error: HttpError) -> Response:
        """`error` in the shape of the API that `path` belongs to."""
        for prefix, renderer in self._renderers:
            if path == prefix or path.startswith(prefix + "/"):
                return renderer(error)
        first = path.split("/", 2)[1:2]
        is_ours = first in ([], [""]) or first[0] in self._root.fixed
        return storage_error(error) if is_ours else self._stranger(error)

    def _search(self, method: str, path: str) -> Match:
        found: list[tuple[_Node, dict[str, str]]] = []
        segments = path.split("/")[1:]
        if segments and segments[0] in self._root.fixed:
            _collect(self._root.fixed[segments[0]], segments[1:], {}, found)
        else:
            _collect(self._root, segments, {}, found)
        for node, raw in found:
            handler = node.handlers.get(method) or (node.handlers.get("GET") if method == "HEAD" else None)
            if handler:
                return handler, {name: _decoded(value) for name, value in raw.items()}
        if not any(node.handlers for node, _ in found):
            raise HttpError(404, "notFound", f"No method of this platform has the path {unquote(path)[:200]}.")
        allowed = ", ".join(sorted({name for node, _ in found for name in node.handlers}))
        raise HttpError(
            405, "methodNotAllowed", f"{method} is not possible here, only {allowed}.", (), {"Allow": allowed}
        )


def _grow(node: _Node, segment: str) -> _Node:
    if not segment.startswith("{"):
        return node.fixed.setdefault(segment, _Node())
    name, _, verb = segment[1:].partition("}")
    if name.endswith("..."):
        node.rest = node.rest or _Branch(name.removesuffix("..."), "", _Node())
        return node.rest.node
    for branch in node.branches:
        if (branch.name, branch.verb) == (name, verb):
            return branch.node
    branch = _Branch(name, verb, _Node())
    node.branches.append(branch)
    node.branches.sort(key=lambda branch: -len(branch.verb))
    return branch.node


def _collect(node: _Node, segments: list[str], raw: dict[str, str], found: list[tuple[_Node, dict[str, str]]]) -> None:
    """Every node that fits, the most literal one first."""
    if not segments:
        found.append((node, raw))
        return
    head, rest = segments[0], segments[1:]
    if head in node.fixed:
        _collect(node.fixed[head], rest, raw, found)
    for branch in node.branches:
        value = head[: len(head) - len(branch.verb)]
        if value and head.endswith(branch.verb):
            _collect(branch.node, rest, {**raw, branch.name: value}, found)
    if node.rest:
        found.append((node.rest.node, {**raw, node.rest.name: "/".join(segments)}))


def _decoded(value: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise HttpError(400, "invalid", "The path holds percent-encoded bytes that are not UTF-8.") from error


def storage_error(error: HttpError) -> Response:
    """`error` as Cloud Storage writes it."""
    item = {"domain": "global", "reason": error.reason, "message": error.message}
    body = {"error": {"code": error.status, "message": error.message, "errors": [item]}}
    return json_response(body, error.status, error.headers)
