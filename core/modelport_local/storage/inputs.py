"""What clients may set on buckets and objects; everything else in their JSON is ignored, as Google does."""

from typing import TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from .errors import invalid

MAX_JSON = 1024 * 1024
"""Bytes of a JSON body."""

Text: TypeAlias = str | UnsetType | None
Flag: TypeAlias = bool | UnsetType | None
Json: TypeAlias = dict[str, object] | UnsetType | None
Attributes: TypeAlias = dict[str, object]
T = TypeVar("T")


class ObjectInput(msgspec.Struct, frozen=True, omit_defaults=True):
    """The settable fields of an object's resource, and the hashes an upload announces."""

    name: Text = UNSET
    contentType: Text = UNSET
    cacheControl: Text = UNSET
    contentDisposition: Text = UNSET
    contentEncoding: Text = UNSET
    contentLanguage: Text = UNSET
    customTime: Text = UNSET
    storageClass: Text = UNSET
    metadata: dict[str, str | None] | UnsetType | None = UNSET
    eventBasedHold: Flag = UNSET
    temporaryHold: Flag = UNSET
    retention: Json = UNSET
    crc32c: Text = UNSET
    md5Hash: Text = UNSET


class BucketInput(msgspec.Struct, frozen=True, omit_defaults=True):
    """The settable fields of a bucket's resource."""

    name: Text = UNSET
    location: Text = UNSET
    storageClass: Text = UNSET
    labels: dict[str, str | None] | UnsetType | None = UNSET
    versioning: Json = UNSET
    lifecycle: Json = UNSET
    iamConfiguration: Json = UNSET
    website: Json = UNSET
    cors: list[dict[str, object]] | UnsetType | None = UNSET
    logging: Json = UNSET
    encryption: Json = UNSET
    hierarchicalNamespace: Json = UNSET
    billing: Json = UNSET
    retentionPolicy: Json = UNSET
    softDeletePolicy: Json = UNSET
    autoclass: Json = UNSET
    rpo: Text = UNSET
    defaultEventBasedHold: Flag = UNSET


_CLASSES = (
    "STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE", "MULTI_REGIONAL", "REGIONAL", "DURABLE_REDUCED_AVAILABILITY",
)  # fmt: skip
_KEPT_APART = ("name", "crc32c", "md5Hash", "location")
_MERGED = ("metadata", "labels", "iamConfiguration")


def decode(data: bytes, kind: type[T]) -> T:
    """A JSON body as `kind`, an empty one as `{}`; raises HttpError 400."""
    try:
        return msgspec.json.decode(data or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid(f"The JSON body cannot be used: {error}.") from error


def settable(given: ObjectInput | BucketInput) -> Attributes:
    """The fields that were given and are kept as attributes; None means removal; raises HttpError 400."""
    if isinstance(given, ObjectInput) and given.retention:
        raise invalid("The embedded platform retains no object until a time. Put a hold on it instead.")
    fields: Attributes = msgspec.to_builtins(given)
    if isinstance(given.storageClass, str):
        fields["storageClass"] = storage_class(given.storageClass)
    return {name: value for name, value in fields.items() if name not in _KEPT_APART}


def storage_class(name: str) -> str:
    """The class in capitals; raises HttpError 400 for one that Cloud Storage does not have."""
    if name.upper() not in _CLASSES:
        raise invalid(f"The storage class {name[:50]!r} does not exist. Use one of {', '.join(_CLASSES)}.")
    return name.upper()


def patched(attributes: Attributes, changes: Attributes) -> Attributes:
    """`attributes` with `changes`: None removes, and maps of names to values are merged."""
    merged = dict(attributes)
    for name, value in changes.items():
        before = merged.get(name)
        if name in _MERGED and isinstance(value, dict):
            value = _without_nulls({**(before if isinstance(before, dict) else {}), **value})
        merged[name] = value
    return _without_nulls(merged)


def _without_nulls(values: Attributes) -> Attributes:
    return {name: value for name, value in values.items() if value is not None}
