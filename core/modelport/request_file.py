"""Request files: YAML (or JSON) on disk, and the request object that they stand for."""

import difflib
import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from .errors import RequestFileError
from .request import DeploymentRequest


def read_request(path: Path) -> tuple[DeploymentRequest, dict[str, Any]]:
    """The request in a file, and its content as nested dicts; a relative `source` is meant from the file's directory.

    Raises RequestFileError for a file that can't be read, is no YAML, or has unknown keys or wrong types.
    """
    content = _content(path)
    if isinstance(artifact := content.get("artifact"), dict):
        _from_file_directory(artifact, path.parent)
    return request_from(content, str(path)), content


def request_from(content: dict[str, Any], name: str) -> DeploymentRequest:
    """Nested dicts as a request; `name` is what errors call it."""
    try:
        return msgspec.convert(content, DeploymentRequest)
    except msgspec.ValidationError as error:
        raise _explained(str(error), name) from None


def as_content(request: DeploymentRequest) -> dict[str, Any]:
    """The request as nested dicts, without the empty parts."""
    content = _pruned(msgspec.to_builtins(request))
    return content if isinstance(content, dict) else {}


def as_yaml(request: DeploymentRequest) -> str:
    """The request as YAML that `read_request` reads again."""
    return yaml.safe_dump(as_content(request), sort_keys=False, allow_unicode=True, width=110)


def write_request(request: DeploymentRequest, path: Path) -> None:
    """Save the request; a local `source` is written absolute, so that the file works from anywhere."""
    content = as_content(request)
    artifact = content.get("artifact", {})
    if (source := artifact.get("source", "")) and not source.startswith("gs://"):
        artifact["source"] = str(Path(source).expanduser().resolve())
    try:
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110))
    except OSError as error:
        raise RequestFileError(
            f"Cannot write {path}", why=error.strerror or str(error), fix="Choose a place you may write to."
        ) from None


def flattened(content: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"model": {"name": "iris"}}` → `{"model.name": "iris"}`; labels and other maps of free keys stay whole."""
    flat: dict[str, Any] = {}
    for key, value in content.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and key not in ("labels", "env"):
            flat |= flattened(value, f"{path}.")
        else:
            flat[path] = value
    return flat


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise RequestFileError(f"Cannot read {path}", why=why, fix="Check the path given with --file.") from None
    except yaml.YAMLError as error:
        why = " ".join(str(error).split())
        raise RequestFileError(f"{path} is not valid YAML", why=why, fix="Mend the line that is named.") from None
    if not isinstance(content, dict):
        raise RequestFileError(
            f"{path} holds no request",
            why="A request is a map with keys such as target, bucket, artifact, model.",
            fix="See what one looks like:",
            command="modelport deploy --save request.yaml",
        )
    return content


def _from_file_directory(artifact: dict[str, Any], directory: Path) -> None:
    def placed(source: object) -> object:
        if not isinstance(source, str) or not source or source.startswith("gs://"):
            return source
        return str(directory / Path(source).expanduser())

    artifact["source"] = placed(artifact.get("source", ""))
    if isinstance(artifact.get("packages"), list):
        artifact["packages"] = [placed(package) for package in artifact["packages"]]


def _explained(message: str, name: str) -> RequestFileError:
    """A validation error in words, with the key that was probably meant."""
    where = re.search(r"at `\$\.?(.*)`", message)
    place = where.group(1) if where else ""
    what = message.split(" - at ")[0]
    fix = "Mend that key; `modelport schema` prints every key with its type."
    if unknown := re.search(r"unknown field `(.*?)`", what):
        what = f'has an unknown key "{".".join(filter(None, [place, unknown.group(1)]))}"'
        near = difflib.get_close_matches(unknown.group(1), _keys_at(place), 1)
        fix = f'Did you mean "{near[0]}"?' if near else fix
        return RequestFileError(f"{name} {what}", fix=fix)
    if "Expected `str`, got `float`" in what or "Expected `str`, got `int`" in what:
        fix = 'Put it in quotes, such as "2.11": without them YAML reads a number.'
    return RequestFileError(f"{name}: {place or 'the request'} is not right", why=what, fix=fix)


def _keys_at(place: str) -> list[str]:
    part = getattr(DeploymentRequest(), place.split(".")[0], None) if place else DeploymentRequest()
    return list(getattr(part, "__struct_fields__", ()))


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None and item not in ("", {}, [], ())}
    return value
