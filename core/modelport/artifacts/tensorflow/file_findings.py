"""What is wrong with the files of a SavedModel: operations, variables, assets."""

from collections.abc import Iterator

from ..problems import error, warning
from ..report import ArtifactProblem
from ..stream import Corrupt, TooMuch, Truncated, plain
from ..tree import ArtifactTree
from .checkpoint import INDEX_AT_MOST, Checkpoint, read_index
from .operations import ASSET_READERS, VARIABLES, collect_operations
from .saved_model import MetaGraph

_INDEX = "variables/variables.index"
_DATA = "variables/variables.data-"
_PYTHON = {"PyFunc", "PyFuncStateless", "EagerPyFunc"}
_COPY_ALL = "Copy the whole directory that was exported, with variables/ in it."
_NAMED_AT_MOST = 3


def file_problems(tree: ArtifactTree, name: str, graph: MetaGraph) -> Iterator[ArtifactProblem]:
    """Operations that call Python, and files that are missing or cut short."""
    operations = _operations(tree, name)
    if called := sorted(operations & _PYTHON):
        yield error(
            "python-operation",
            f"The graph calls Python ({', '.join(called)}), whose function stays in the process that exported it.",
            "Express that step with TensorFlow's own operations and export again.",
        )
    sizes = {file.path: file.size for file in tree.files()}
    missing = [] if _INDEX in sizes else [_INDEX]
    missing += [] if any(path.startswith(_DATA) for path in sizes) else [_DATA + "…"]
    if missing and (len(missing) == 1 or operations & VARIABLES):
        yield error(
            "variables-missing",
            f"The graph has variables, but {' and '.join(missing)} is missing beside {name}.",
            _COPY_ALL,
        )
    elif not missing:
        yield from _of_variables(tree, sizes)
    yield from _of_assets(graph, sizes, is_read=bool(operations & ASSET_READERS))


def _operations(tree: ArtifactTree, name: str) -> set[str]:
    """The kinds of operations, as far as they can be read."""
    if name.endswith(".pbtxt"):
        return set()
    size = next(file.size for file in tree.files() if file.path == name)
    found: set[str] = set()
    try:
        with tree.open(name) as file:
            collect_operations(plain(file), size, found)
    except (Truncated, Corrupt, TooMuch):
        pass
    return found


def _of_variables(tree: ArtifactTree, sizes: dict[str, int]) -> Iterator[ArtifactProblem]:
    """The index that can't be read, and shards that are missing or shorter than it says."""
    if sizes[_INDEX] > INDEX_AT_MOST:
        return
    try:
        with tree.open(_INDEX) as file:
            checkpoint = read_index(plain(file).read(sizes[_INDEX]))
    except (Truncated, Corrupt) as reason:
        yield error("corrupt", f"{_INDEX} is damaged: {reason or 'it is cut short'}.", _COPY_ALL)
        return
    except TooMuch:
        return
    yield from _of_shards(checkpoint, sizes)


def _of_shards(checkpoint: Checkpoint, sizes: dict[str, int]) -> Iterator[ArtifactProblem]:
    for shard, least in sorted(checkpoint.sizes.items()):
        path = f"{_DATA}{shard:05d}-of-{checkpoint.shards:05d}"
        if path not in sizes:
            yield error("variables-missing", f"{_INDEX} names {path}, which is missing.", _COPY_ALL)
            return
        if sizes[path] < least:
            message = f"{path} has {sizes[path]:,} bytes of at least {least:,}: it is cut short."
            yield error("truncated", message, f"{_COPY_ALL} Compare the sizes.")
            return


def _of_assets(graph: MetaGraph, sizes: dict[str, int], *, is_read: bool) -> Iterator[ArtifactProblem]:
    lost = [path for name in dict.fromkeys(graph.assets) if (path := f"assets/{name}") not in sizes]
    if lost:
        shown = ", ".join(lost[:_NAMED_AT_MOST]) + (", …" if len(lost) > _NAMED_AT_MOST else "")
        yield (error if is_read else warning)(
            "assets-missing",
            f"The graph names {shown}, which is missing"
            + (": the model can't be loaded." if is_read else "; what reads it would fail."),
            "Copy the whole directory that was exported, with assets/ in it.",
        )
