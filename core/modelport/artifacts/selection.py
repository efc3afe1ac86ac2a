"""Which file of a directory is the model, and in which directory below it lies."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from modelport.catalog import frameworks

from .files import read_file
from .problems import error, warning
from .reading import Reading
from .report import ArtifactProblem
from .tensorflow.reader import read_saved_model_directory
from .tree import ArtifactTree

DEPTH_AT_MOST = 3
_SNIFFED_AT_MOST = 64
_NAMED_AT_MOST = 5
_BOTH_GRAPHS = {"saved_model.pb", "saved_model.pbtxt"}
_NOTHING_READ = Reading()
# Problems of files that happen to lie beside no model: they do not tell why there is none.
_VAGUE = {"artifact.not-a-model", "artifact.empty-file", "artifact.archive", "artifact.corrupt"}
# What a reader's own mistake would raise: bytes from anywhere must not end a front end.
_DEFECTS = (
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The tree to deploy, `inside` its path below the one that was given, the model's file, and what was read there."""

    tree: ArtifactTree
    inside: str = ""
    model_file: str = ""
    reading: Reading = _NOTHING_READ
    problems: tuple[ArtifactProblem, ...] = ()
    siblings: int = 0


def known_names() -> tuple[str, ...]:
    """The file names that the platform looks for, SavedModels first."""
    return tuple(dict.fromkeys(name for framework in frameworks.all_frameworks() for name in framework.files))


def select(tree: ArtifactTree) -> Selection:
    """Choose by the platform's names, then by content, then in directories below."""
    at_root = [file.path for file in tree.files() if "/" not in file.path]
    known = [name for name in known_names() if name in at_root]
    if known:
        return _chosen(tree, known)
    nested = _nested_directories(tree)
    candidates = [] if len(nested) > _SNIFFED_AT_MOST else _sniffed(tree, at_root)
    models = [name for name, reading in candidates if reading.is_model]
    if len(models) + len(nested) > 1 and (models or not _are_versions(nested)):
        places = models + [f"{directory}/" for directory in nested]
        return Selection(tree, problems=(_several(places),))
    if models:
        return Selection(tree, "", models[0], dict(candidates)[models[0]])
    if nested:
        return _narrowed(tree, nested)
    return Selection(tree, problems=_unrecognised(at_root, tree, [reading for _, reading in candidates]))


def read_model_file(tree: ArtifactTree, name: str) -> Reading:
    """Read a SavedModel's directory, or one file, by its name; what the tree raises passes through."""
    is_saved_model = name in ("saved_model.pb", "saved_model.pbtxt")
    try:
        return read_saved_model_directory(tree, name) if is_saved_model else read_file(tree, name)
    except _DEFECTS as defect:
        return Reading(problems=(_reader_failed(name, defect),))


def _chosen(tree: ArtifactTree, names: list[str]) -> Selection:
    reading = read_model_file(tree, names[0])
    problems: tuple[ArtifactProblem, ...] = ()
    if len(names) > 1:
        problems = (_several(names) if _is_ambiguous(names, reading) else _unread(names),)
    return Selection(tree, "", names[0], reading, problems)


def _is_ambiguous(names: list[str], reading: Reading) -> bool:
    """Whether the platform refuses these, or another one has the name under which the first is staged.

    It takes one graph of a SavedModel; of other files it reads the first, in the order of `known_names`, that the
    framework knows.
    """
    is_booster = reading.file_format not in ("pickle", "joblib")
    return _BOTH_GRAPHS.issubset(names) or (is_booster and reading.right_name in names[1:])


def _sniffed(tree: ArtifactTree, names: list[str]) -> list[tuple[str, Reading]]:
    return [(name, read_model_file(tree, name)) for name in names[:_SNIFFED_AT_MOST] if not name.startswith(".")]


def _nested_directories(tree: ArtifactTree) -> list[str]:
    """Directories at most DEPTH_AT_MOST down that hold a file of a known name; none inside another one."""
    names = set(known_names())
    found: list[str] = []
    for file in tree.files():
        directory, _, name = file.path.rpartition("/")
        is_near = directory.count("/") < DEPTH_AT_MOST
        if name in names and is_near and directory not in found:
            found.append(directory)
    return [one for one in found if not any(one.startswith(other + "/") for other in found)]


def _are_versions(directories: list[str]) -> bool:
    """Whether these are the numbered or time-stamped versions of one export."""
    parents = {directory.rpartition("/")[0] for directory in directories}
    return len(parents) == 1 and all(_number(directory) is not None for directory in directories)


def _number(directory: str) -> int | None:
    last = directory.rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 20 else None


def _narrowed(tree: ArtifactTree, directories: list[str]) -> Selection:
    newest = max(directories, key=lambda directory: _number(directory) or 0)
    inner = tree.narrow(newest)
    names = [name for name in known_names() if any(file.path == name for file in inner.files())]
    chosen = _chosen(inner, names)
    problems = (*_nesting(newest, names[0], inner.root), *chosen.problems)
    return Selection(inner, newest, names[0], chosen.reading, problems, len(directories))


def _nesting(directory: str, name: str, root: str) -> Iterator[ArtifactProblem]:
    is_version = "/" not in directory and _number(directory) is not None
    if not is_version:
        code = "saved-model-nested" if name.startswith("saved_model") else "model-nested"
        found = warning(
            code,
            f"The model lies deeper, in {directory}/: that directory is deployed.",
            f"Nothing needs to be done; to be plain about it, give {root} as the source.",
        )
        yield replace(found, better_source=root)


def _several(places: list[str]) -> ArtifactProblem:
    shown = ", ".join(places[:_NAMED_AT_MOST]) + (", …" if len(places) > _NAMED_AT_MOST else "")
    return error(
        "two-models",
        f"There are {len(places)} models here ({shown}), and the platform takes a directory with exactly one.",
        "Give the one to deploy as the source, or move the others elsewhere.",
    )


def _unread(names: list[str]) -> ArtifactProblem:
    others = ", ".join(names[1:])
    return warning(
        "two-models",
        f"There are {len(names)} models here: the platform serves {names[0]}, and never looks at {others}.",
        "If another one is meant, give its file as the source, or move the others elsewhere.",
    )


def _reader_failed(name: str, defect: Exception) -> ArtifactProblem:
    return error(
        "reader-failed",
        f"{name} cannot be understood: {type(defect).__name__}, {defect}.",
        "Save the model again. If it loads on your machine, please report this as a defect of Modelport.",
    )


def _unrecognised(at_root: list[str], tree: ArtifactTree, readings: list[Reading]) -> tuple[ArtifactProblem, ...]:
    is_alone = len(tree.files()) == 1
    problems = [problem for reading in readings for problem in reading.problems]
    telling = [problem for problem in problems if is_alone or problem.code not in _VAGUE]
    if telling:
        return tuple(telling[:3])
    seen = ", ".join((at_root or [file.path for file in tree.files()])[:_NAMED_AT_MOST])
    return (
        error(
            "nothing-recognised",
            f"No model was recognised. The platform looks for {', '.join(known_names())}; here are: {seen}.",
            "Give the model's file, or the directory that holds it.",
        ),
    )
