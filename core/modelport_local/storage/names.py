"""Names of objects and numbers of projects."""

import hashlib

from .errors import invalid

MAX_BYTES = 1024


def checked_object_name(name: str | None) -> str:
    """`name` if an object may have it (Cloud Storage's naming rules), else HttpError 400."""
    if not name:
        raise invalid("The object needs a name: give it as `name` in the query or in the metadata.")
    try:
        size = len(name.encode())
    except UnicodeEncodeError as error:
        raise invalid("The object's name is not valid Unicode.") from error
    if size > MAX_BYTES:
        raise invalid(f"The object's name has {size} bytes in UTF-8, and {MAX_BYTES} are allowed.")
    if "\r" in name or "\n" in name:
        raise invalid("An object's name cannot hold a line break.")
    if name in (".", "..") or name.startswith(".well-known/acme-challenge/"):
        raise invalid(f"An object cannot be called {name!r}.")
    return name


def project_number(project: str) -> str:
    """A number of twelve digits that always is the same for a project's id."""
    digest = hashlib.sha256(project.encode("utf-8", "replace")).digest()
    return str(100_000_000_000 + int.from_bytes(digest[:8], "big") % 900_000_000_000)


def after(prefix: str) -> str | None:
    """The least name that follows every name starting with `prefix`, or None if none does."""
    while prefix:
        code = ord(prefix[-1]) + 1
        prefix = prefix[:-1]
        if code <= 0x10FFFF:
            return prefix + chr(0xE000 if 0xD800 <= code < 0xE000 else code)
    return None
