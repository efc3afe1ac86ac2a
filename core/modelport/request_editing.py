"""Putting new values into a request file that people have written, and nothing else into it."""

import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from . import yaml_text
from .local_paths import placed, real
from .request import DeploymentRequest

DEFAULTS: dict[str, Any] = msgspec.to_builtins(DeploymentRequest())


def updated_text(path: Path, content: dict[str, Any]) -> str | None:
    """The file's text with the values of `content`; None where it holds no request that could be kept."""
    try:
        text = path.read_text()
        old = yaml_text.load(text)
        msgspec.convert(old, DeploymentRequest)
        edited = yaml_text.updated(text, old, _kept(old, _as_written(old, content, path.parent), DEFAULTS))
        same = placed(msgspec.convert(yaml_text.load(edited), DeploymentRequest), path.parent, real)
    except (OSError, UnicodeDecodeError, yaml_text.NotYaml, msgspec.ValidationError):
        return None
    return edited if same == placed(msgspec.convert(content, DeploymentRequest), Path.cwd(), real) else None


def replace_text(path: Path, text: str) -> None:
    """Write to a temporary name beside `path`, then rename; a link is followed and the mode stays. Raises OSError."""
    path = path.resolve()
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(mode if mode is not None else 0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _kept(old: dict[str, Any], new: dict[str, Any], default: dict[str, Any]) -> dict[str, Any]:
    """`new`, with what `old` says though it is empty or off, and without the defaults that `old` leaves out."""
    kept = {key: value for key, value in new.items() if key in old or not _is_default(value, default.get(key))}
    for key, before in old.items():
        if isinstance(before, dict) and isinstance(new.get(key, {}), dict) and key not in ("labels", "env", "targets"):
            if part := _kept(before, new.get(key, {}), default.get(key) or {}):
                kept[key] = part
        elif key not in new and not before:
            kept[key] = before
    return kept


def _is_default(value: object, default: object) -> bool:
    if isinstance(value, dict) and isinstance(default, dict):
        return all(_is_default(item, default.get(key)) for key, item in value.items())
    return bool(value == default)


def _as_written(old: dict[str, Any], content: dict[str, Any], directory: Path) -> dict[str, Any]:
    """The content with each local path as the file writes it, where it means the same file."""
    before, now = old.get("artifact") or {}, content.get("artifact") or {}
    written: list[str] = [before.get("source", ""), *before.get("packages", ())]
    same = {real(path, directory): path for path in written}

    def named(path: str) -> str:
        return same.get(real(path, Path.cwd()), path)

    if source := now.get("source"):
        now = {**now, "source": named(source)}
    if packages := now.get("packages"):
        now = {**now, "packages": [named(path) for path in packages]}
    return {**content, "artifact": now} if now else content
