"""Request files: YAML (or JSON) on disk, and the request object that they stand for."""

import os
from pathlib import Path
from typing import Any

import msgspec

from . import yaml_text
from .errors import RequestFileError
from .local_paths import beside, placed
from .request import DeploymentRequest
from .request_editing import replace_text, updated_text
from .request_problems import Problem, problems_of, written
from .request_text import Written


def read_request(path: Path) -> tuple[DeploymentRequest, dict[str, Any]]:
    """The request in a file, and its content as nested dicts; relative paths are meant from the file's directory.

    Raises RequestFileError for a file that can't be read, is no YAML, or has unknown keys, keys twice or wrong types,
    each of them named with its line.
    """
    content, source, twice = _content(path)
    if problems := (*twice, *problems_of(content, source)):
        raise refusal(str(path), tuple(sorted(problems, key=lambda problem: problem.line)))
    request = placed(request_from(content, str(path)), path.parent, beside)
    if "artifact" in content:
        named = content["artifact"]
        content["artifact"] = {key: getattr(request.artifact, key) for key in named}
    return request, content


def request_from(content: dict[str, Any], name: str) -> DeploymentRequest:
    """Nested dicts as a request; `name` is what errors call it."""
    if problems := problems_of(content, Written()):
        raise refusal(name, problems)
    return msgspec.convert(content, DeploymentRequest)


def as_content(request: DeploymentRequest) -> dict[str, Any]:
    """The request as nested dicts, without the empty parts."""
    content = _pruned(msgspec.to_builtins(request))
    return content if isinstance(content, dict) else {}


def as_yaml(request: DeploymentRequest) -> str:
    """The request as YAML that `read_request` reads again."""
    return yaml_text.dump(as_content(request))


def write_request(request: DeploymentRequest, path: Path) -> None:
    """Save the request; where the file holds one, its comments, order and quotes stay. Raises RequestFileError.

    Local paths are written absolute, so that the file works from anywhere. The file is whole at every moment.
    """
    content = as_content(placed(request, Path.cwd()))
    try:
        replace_text(path, updated_text(path, content) or yaml_text.dump(content))
    except OSError as error:
        raise RequestFileError(
            f"Cannot write {path}", why=error.strerror or str(error), fix="Choose a place you may write to."
        ) from None


def refuse_unwritable(path: Path) -> None:
    """Raises RequestFileError where there can be no file at `path`: said before anybody has answered questions."""
    place = path.resolve()
    if place.is_dir():
        why = "It is a directory."
    elif not place.parent.is_dir():
        why = f"There is no directory {place.parent}."
    elif not os.access(place.parent, os.W_OK):
        why = f"You may not write to {place.parent}."
    else:
        return
    raise RequestFileError(f"Cannot write {path}", why=why, fix="Name a file in a directory that you may write to.")


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


def _content(path: Path) -> tuple[dict[str, Any], Written, tuple[Problem, ...]]:
    try:
        text = path.read_text()
        content = yaml_text.load(text)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise RequestFileError(f"Cannot read {path}", why=why, fix="Check the path given with --file.") from None
    except yaml_text.NotYaml as error:
        why = str(error)
        raise RequestFileError(f"{path} is not valid YAML", why=why, fix="Mend the line that is named.") from None
    if not isinstance(content, dict):
        raise RequestFileError(
            f"{path} holds no request",
            why="A request is a map with keys such as target, bucket, artifact, model.",
            fix="See what one looks like:",
            command="modelport deploy --save request.yaml",
        )
    return content, *written(text)


def refusal(name: str, problems: tuple[Problem, ...]) -> RequestFileError:
    """Every problem in words: one in a sentence, several as a list; `name` is what the error calls the content."""
    told = [f"line {each.line}: {each.what}" if each.line else each.what for each in problems]
    if len(problems) == 1:
        return RequestFileError(f"{name}, {told[0]}", fix=problems[0].fix)
    listed = "\n".join(f"{what}. {each.fix}" for what, each in zip(told, problems, strict=True))
    return RequestFileError(
        f"{name}: {len(problems)} things are not right",
        why=listed,
        fix="Mend these; every key with its type is in the schema.",
        command="modelport schema",
    )


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None and item not in ("", {}, [], ())}
    return value
