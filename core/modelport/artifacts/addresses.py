"""Addresses that are given where a path is meant: what each is, and how the model comes here from there."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from modelport.shell import words

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
_READ = "Modelport reads from this machine, and from gs://BUCKET/DIRECTORY"
_OBJECT_HOSTS = {"storage.googleapis.com", "storage.cloud.google.com"}
_CONSOLE = re.compile(r"/storage/browser/(?:_details/)?([^;]+)")


@dataclass(frozen=True, slots=True)
class Address:
    """What an address is in a sentence, what to do, the command for it, and what to give instead, or ""."""

    what: str
    fix: str
    command: str = ""
    better: str = ""


def is_address(source: str) -> bool:
    """Whether this is written as `SCHEME:/…`, and so is no path."""
    return _SCHEME.match(source) is not None


def read_address(source: str) -> Address | None:
    """What stands behind `SCHEME:/…`; None for a path."""
    match = _SCHEME.match(source)
    if match is None:
        return None
    parts, scheme = _split(source), match[1].lower()
    if scheme in ("http", "https"):
        return _web(source, parts)
    if scheme == "file":
        return _file(source, parts)
    if scheme in ("gs", "gcs"):
        better = "gs://" + source[match.end() :].lstrip("/")
        return _instead(f"{source} is not how a bucket is written.", better)
    return _copied(source, scheme)


def _split(source: str) -> SplitResult:
    try:
        return urlsplit(source)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _instead(what: str, better: str) -> Address:
    return Address(what, f"Give {better}.", better=better)


def _web(source: str, parts: SplitResult) -> Address:
    """A page of Google's that shows an object stands for the object; any other is fetched first."""
    console = _CONSOLE.match(parts.path) if parts.hostname == "console.cloud.google.com" else None
    named = console[1] if console else parts.path.strip("/") if parts.hostname in _OBJECT_HOSTS else ""
    if named:
        return _instead(f"{source} is a web address of what is in a bucket.", f"gs://{unquote(named).strip('/')}")
    name = PurePosixPath(unquote(parts.path)).name or "model"
    command = words("curl", "--fail", "--location", "--output", name, source)
    return Address(f"{source} is a web address: {_READ}.", f"Fetch it first, then give ./{name}.", command)


def _file(source: str, parts: SplitResult) -> Address:
    """`file:///x` is the path `/x`; two slashes make a machine's name of the first part."""
    path = unquote(parts.path)
    if parts.netloc in ("", "localhost"):
        return _instead(f"{source} is a path, written as a web address.", path)
    relative = unquote(parts.netloc) + path
    what = f'{source} names a machine, "{parts.netloc}", by its two slashes.'
    return _instead(what, relative if Path(relative).exists() else f"/{relative}")


def _copied(source: str, scheme: str) -> Address:
    """A store that neither the platform nor Modelport reads."""
    name = PurePosixPath(source).name or "model"
    has_ending = "." in name
    places = {
        "s3": ("in Amazon S3", ("aws", "s3", "cp", *(() if has_ending else ("--recursive",)), source, f"./{name}")),
        "hdfs": ("in a Hadoop file system", ("hdfs", "dfs", "-get", source, f"./{name}")),
        "runs": ("an artifact of MLflow", ("mlflow", "artifacts", "download", "--artifact-uri", source, "-d", ".")),
        "models": ("a model of MLflow", ("mlflow", "artifacts", "download", "--artifact-uri", source, "-d", ".")),
    }
    where, command = places.get(scheme, ("an address that is not read from here", ()))
    what = f"{source} is {where}: {_READ}."
    return Address(what, "Copy it to this machine first, then give the copy's path.", words(*command))
