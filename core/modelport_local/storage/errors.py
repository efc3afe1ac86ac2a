"""Refusals of the object store, in Cloud Storage's reasons and our own words."""

import errno
import sqlite3

from ..http.messages import HttpError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def bucket_missing(bucket: str) -> HttpError:
    """404 for a bucket."""
    return HttpError(404, "notFound", f"The bucket {bucket} does not exist. Create it, or check its name.")


def object_missing(bucket: str, name: str) -> HttpError:
    """404 for an object."""
    return HttpError(404, "notFound", f"No such object: {bucket}/{name}")


def invalid(message: str) -> HttpError:
    """400 for a value that cannot be."""
    return HttpError(400, "invalid", message)


def precondition_failed(what: str) -> HttpError:
    """412 for a precondition of a write."""
    return HttpError(412, "conditionNotMet", f"The precondition {what} does not hold. Read the resource and try again.")


def disk_trouble(error: OSError | sqlite3.Error) -> HttpError | None:
    """507 where the disk is full (nothing was stored then), else None."""
    if isinstance(error, OSError):
        full = error.errno in _FULL
    else:
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    if not full:
        return None
    return HttpError(
        507,
        "insufficientStorage",
        "The disk that holds the platform's home is full, and nothing was stored. Free some space and try again.",
    )
