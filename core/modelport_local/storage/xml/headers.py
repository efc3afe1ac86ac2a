"""What the XML API says in headers: metadata, preconditions and hashes."""

import re
from collections.abc import Mapping

from ...http.messages import Request
from ..conditions import Conditions, whole_number
from ..hashes import Announced, announced_in
from ..inputs import Attributes, storage_class
from ..objects import StoredObject

_ATTRIBUTES = {
    "cache-control": "cacheControl",
    "content-disposition": "contentDisposition",
    "content-encoding": "contentEncoding",
    "content-language": "contentLanguage",
    "content-type": "contentType",
    "x-goog-custom-time": "customTime",
    "x-goog-storage-class": "storageClass",
}
_META = "x-goog-meta-"
_MD5 = re.compile(r"[A-Za-z0-9+/]{22}==")


def attributes_in(headers: Mapping[str, str]) -> Attributes:
    """The attributes of an object to be, with the metadata that `x-goog-meta-…` names; raises HttpError 400."""
    found: Attributes = {_ATTRIBUTES[name]: _text(value) for name, value in headers.items() if name in _ATTRIBUTES}
    if "storageClass" in found:
        found["storageClass"] = storage_class(str(found["storageClass"]))
    custom = {name[len(_META) :]: _text(value) for name, value in headers.items() if name.startswith(_META)}
    return found | ({"metadata": custom} if custom else {})


def _text(value: str) -> str:
    """A header's value, which some clients send in UTF-8, and others in Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def conditions_in(request: Request) -> Conditions:
    """Preconditions on generations, and on etags; raises HttpError 400."""
    headers = request.headers
    names = ("generation-match", "metageneration-match")
    generation, metageneration = (whole_number(headers, f"x-goog-if-{name}") for name in names)
    return Conditions(
        generation_match=generation,
        metageneration_match=metageneration,
        etag_match=headers.get("if-match"),
        etag_not_match=headers.get("if-none-match"),
    )


def announced_by(request: Request) -> Announced:
    """The hashes that the body has, as `x-goog-hash` or `Content-MD5`."""
    md5 = request.headers.get("content-md5", "")
    return announced_in(request.headers.get("x-goog-hash", ""), md5=md5 if _MD5.fullmatch(md5) else None)


def custom_headers(stored: StoredObject) -> dict[str, str]:
    """An object's custom metadata."""
    custom = stored.attributes.get("metadata")
    return {_META + name: str(value) for name, value in custom.items()} if isinstance(custom, dict) else {}


def headers_of(stored: StoredObject) -> dict[str, str]:
    """What a written object answers with."""
    hashes = f"crc32c={stored.crc32c}" + (f",md5={stored.md5}" if stored.md5 else "")
    return {
        "x-goog-generation": str(stored.generation),
        "x-goog-metageneration": str(stored.metageneration),
        "x-goog-stored-content-length": str(stored.size),
        "x-goog-hash": hashes,
    }
