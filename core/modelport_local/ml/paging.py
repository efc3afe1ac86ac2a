"""Pages of lists: sizes, tokens and simple filters."""

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from modelport.catalog.limits import limit

from ..logs.filters import Facts, FilterError, parse
from .errors import Violation, invalid

T = TypeVar("T")
Fields = Mapping[str, str]
_LABELS = "labels."


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


def matcher(expression: str, known: Collection[str]) -> Callable[[Fields], bool]:
    """A filter such as `state=READY OR labels.team=x`; raises HttpError 400 for what is not understood.

    It is Cloud Logging's language (AIP-160 describes nearly the same), over the fields that are known and `labels.…`.
    """
    try:
        test = parse(expression, lambda field: field in known or field.startswith(_LABELS))
    except FilterError as problem:
        fields = f"{', '.join(sorted(known))} and {_LABELS}KEY"
        advice = f"Compare {fields} with = != : < > <= >=, joined by AND, OR and NOT."
        raise invalid(Violation("filter", f"{str(problem)[:1].upper()}{str(problem)[1:]}. {advice}")) from problem
    return lambda fields: test(Facts(_all_of(fields, known))) is True


def names(path: str, expression: str) -> str:
    """A resource's name as a filter writes names: by its whole path, or by the last part of it."""
    return path if "projects/" in expression else path.rpartition("/")[2]


def _all_of(fields: Fields, known: Collection[str]) -> Fields:
    """What a resource lacks is an empty text, so that `!=` holds."""
    return {**dict.fromkeys(known, ""), **fields}
