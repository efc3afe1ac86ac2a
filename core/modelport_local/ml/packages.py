"""A version's own Python packages: unpacked safely, importable in its own nodes only."""

import tarfile
import zipfile
import zlib
from pathlib import Path

MAX_UNPACKED = 500 * 1024 * 1024
MAX_MEMBERS = 20_000
MAX_TOLD = 4096
"""Characters of a `top_level.txt` that are read: names of modules, and mostly one."""
_UNREADABLE = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What reading a broken, an encrypted or a hostile archive raises."""


class PackageFailed(Exception):
    """A package cannot be used; the message is the version's `errorMessage`."""

    def __init__(self, archive: Path, reason: str) -> None:
        name = archive.name.partition("-")[2]
        super().__init__(f"User-provided package {name} failed to install: {reason}.")


def unpack(archive: Path, target: Path) -> None:
    """Unpack a .tar.gz source distribution or a .whl below `target`; raises PackageFailed."""
    try:
        if archive.suffix == ".whl":
            _unpack_wheel(archive, target)
        else:
            _unpack_tar(archive, target)
    except _UNREADABLE as error:
        raise PackageFailed(archive, f"the archive cannot be read ({error})") from error


def _unpack_tar(archive: Path, target: Path) -> None:
    with tarfile.open(archive, "r:gz") as tar:
        members = tar.getmembers()
        _check_size(archive, len(members), sum(member.size for member in members))
        tar.extractall(target, members, filter="data")
    if not any(target.glob("*/setup.py")) and not any(target.glob("*/pyproject.toml")):
        raise PackageFailed(
            archive, "there is no setup.py in its top directory. Build it with `python -m build --sdist`"
        )


def _unpack_wheel(archive: Path, target: Path) -> None:
    with zipfile.ZipFile(archive) as wheel:
        members = wheel.infolist()
        _check_size(archive, len(members), sum(member.file_size for member in members))
        wheel.extractall(target)


def _check_size(archive: Path, count: int, size: int) -> None:
    if count > MAX_MEMBERS or size > MAX_UNPACKED:
        raise PackageFailed(archive, f"it holds {count} files with {size} bytes, more than a version may have")


def import_roots(target: Path) -> list[Path]:
    """The directories that make an unpacked package's modules importable, `scripts` of an sdist's root included."""
    if any(target.glob("*.dist-info")):
        return [target]
    roots = [path for path in sorted(target.iterdir()) if path.is_dir()] if target.is_dir() else []
    return [place for root in roots for place in _sdist_roots(root)]


def _sdist_roots(root: Path) -> list[Path]:
    """The root, `src`, and what `package_dir` names.

    Setuptools puts `*.egg-info` into the directory that `package_dir` has for "", and into its `top_level.txt` the
    names of all modules, also of those that have a directory of their own there.
    """
    told = sorted(root.rglob("*.egg-info/top_level.txt"))
    places = [root, root / "src", *(each.parent.parent for each in told)]
    found = list(dict.fromkeys(place for place in places if place.is_dir()))
    for name in (name for each in told for name in _names(each)):
        if not any(_holds(place, name) for place in found):
            found += _nearest(root, name)
    return found


def _names(told: Path) -> list[str]:
    with told.open(encoding="utf-8", errors="replace") as file:
        return [name for name in file.read(MAX_TOLD).split() if name.isidentifier()]


def _holds(place: Path, name: str) -> bool:
    return (place / f"{name}.py").is_file() or (place / name / "__init__.py").is_file()


def _nearest(root: Path, name: str) -> list[Path]:
    """The directory that has a module, the one next to the root where several have it."""
    modules = [*(each.parent for each in root.rglob(f"{name}/__init__.py")), *root.rglob(f"{name}.py")]
    return sorted((module.parent for module in modules), key=lambda place: (len(place.parts), place))[:1]
