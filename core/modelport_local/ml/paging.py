"""Pages of lists: sizes, tokens and simple filters."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from modelport.catalog.limits import limit

from .errors import Violation, invalid

T = TypeVar("T")
Fields = Mapping[str, str]


def page_size(query: Mapping[str, str]) -> int:
    """From `pageSize`: 20 by default, 100 at most; raises HttpError 400."""
    raw = query.get("pageSize", "0") or "0"
    if not re.fullmatch(r"\d{1,9}", raw):
        raise invalid(Violation("page_size", f"{raw!r} is not a whole number of at least 0."))
    return min(int(raw) or limit("list_page_size_default"), limit("list_page_size_max"))


def token_for(name: str) -> str:
    """The page token that goes on after `name`."""
    return base64.urlsafe_b64encode(name.encode()).decode()


def start_after(query: Mapping[str, str]) -> str:
    """The name that a page token goes on after, "" without one; raises HttpError 400."""
    token = query.get("pageToken", "")
    try:
        return base64.b64decode(token.encode("ascii", "replace"), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise invalid(Violation("page_token", "The token is not from an earlier answer of this method.")) from problem


def page(items: Iterable[T], size: int, name: Callable[[T], str]) -> tuple[list[T], str]:
    """The first `size` items, and the token for the rest or ""."""
    found: list[T] = []
    for item in items:
        if len(found) == size:
            return found, token_for(name(found[-1]))
        found.append(item)
    return found, ""


def matcher(expression: str) -> Callable[[Fields], bool]:
    """A filter such as `state=READY AND labels.team=x`: every `field=value` must hold, `field:text` be contained."""
    terms = [_term(part) for part in re.split(r"\s+AND\s+", expression.strip()) if part]
    return lambda fields: all(term(fields) for term in terms)


def _term(text: str) -> Callable[[Fields], bool]:
    found = re.fullmatch(r"\(?\s*([\w.]+)\s*(!?=|:)\s*\"?(.*?)\"?\s*\)?", text)
    if not found:
        raise invalid(Violation("filter", f"{text!r} is not of the form field=value."))
    field, operator, value = found.groups()
    if operator == ":":
        return lambda fields: value in fields.get(field, "") if value != "*" else field in fields
    return lambda fields: (fields.get(field, "") == value) is (operator == "=")
