"""Partial responses: the `fields` parameter of Google's JSON APIs, such as `kind,items(name,metadata/*)`."""

import functools
import re
from typing import TypeAlias

import msgspec

from .errors import HttpError
from .messages import JSON, Request, Response

Selection: TypeAlias = "dict[str, Selection]"
"""What to keep by name, `*` for any; an empty one keeps everything."""

MAX_LENGTH, MAX_DEPTH = 8192, 32
_TOKENS = re.compile(r"[A-Za-z0-9_.@$-]+|\*|[/,()]")


def check(request: Request) -> None:
    """Raises HttpError 400 for a selector that is none, before anything is done."""
    if given := request.query.get("fields"):
        selection_of(given)


def applied(request: Request, response: Response) -> Response:
    """The response with the selected fields of its JSON; contents of objects and errors stay as they are."""
    given = request.query.get("fields")
    if not given or not _is_partial(request, response):
        return response
    assert isinstance(response.body, bytes)
    try:
        value = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, RecursionError):  # a model's own code may answer anything
        return response
    picked = _picked(value, selection_of(given))
    return Response(response.status, msgspec.json.encode(picked), response.headers)


def _is_partial(request: Request, response: Response) -> bool:
    is_json = response.content_type == JSON and isinstance(response.body, bytes) and response.body != b""
    is_content = request.query.get("alt") == "media" or request.path.startswith("/download/")
    return is_json and response.status in (200, 201) and not is_content


@functools.lru_cache(256)
def selection_of(text: str) -> Selection:
    """The selection that a selector describes; raises HttpError 400."""
    tokens = _TOKENS.findall(text)
    if len(text) > MAX_LENGTH or "".join(tokens) != "".join(text.split()):
        raise _refused(text)
    parser = _Parser(text, tokens)
    selection = parser.selection(0)
    if parser.tokens:
        raise _refused(text)
    return selection


class _Parser:
    def __init__(self, text: str, tokens: list[str]) -> None:
        self._text = text
        self.tokens = tokens[::-1]

    def selection(self, depth: int) -> Selection:
        """Paths, with commas between them."""
        found: Selection = {}
        while True:
            self._path(found, depth)
            if not self._takes(","):
                return found

    def _path(self, into: Selection, depth: int) -> None:
        name = self.tokens.pop() if self.tokens else ""
        if depth > MAX_DEPTH or name in ("", "/", ",", "(", ")"):
            raise _refused(self._text)
        below: Selection = {}
        if self._takes("/"):
            self._path(below, depth + 1)
        elif self._takes("("):
            below = self.selection(depth + 1)
            if not self._takes(")"):
                raise _refused(self._text)
        _merge(into, name, below)

    def _takes(self, token: str) -> bool:
        takes = bool(self.tokens) and self.tokens[-1] == token
        if takes:
            self.tokens.pop()
        return takes


def _merge(into: Selection, name: str, below: Selection) -> None:
    """Selecting a whole field and a part of it selects the whole."""
    if name not in into or not below:
        into[name] = below
    elif into[name]:
        for key, value in below.items():
            _merge(into[name], key, value)


def _picked(value: object, selection: Selection) -> object:
    if not selection:
        return value
    if isinstance(value, list):
        return [_picked(each, selection) for each in value]
    if not isinstance(value, dict):
        return value
    any_field = selection.get("*")
    chosen = ((name, each, selection.get(name, any_field)) for name, each in value.items())
    return {name: _picked(each, below) for name, each, below in chosen if below is not None}


def _refused(text: str) -> HttpError:
    return HttpError(
        400,
        "invalidParameter",
        f"The parameter fields is no selection of fields: {text[:100]!r}. Write one such as kind,items(name,size).",
    )
