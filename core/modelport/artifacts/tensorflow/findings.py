"""What is wrong with a SavedModel."""

from collections.abc import Iterator

from ..problems import error, warning
from ..report import ArtifactProblem, Signature
from ..stream import Corrupt, TooMuch, Truncated, plain
from ..tree import ArtifactTree
from .operations import VARIABLES, collect_operations
from .saved_model import DEFAULT_SIGNATURE, SERVE, MetaGraph

_INDEX = "variables/variables.index"
_DATA = "variables/variables.data-"
_PYTHON = {"PyFunc", "PyFuncStateless", "EagerPyFunc"}


def served_signature(graph: MetaGraph) -> Signature | None:
    """The signature a request gets that names none: serving_default, or the only one."""
    signatures = graph.signatures
    if DEFAULT_SIGNATURE in signatures:
        return signatures[DEFAULT_SIGNATURE]
    return next(iter(signatures.values())) if len(signatures) == 1 else None


def graph_problems(graph: MetaGraph, served: Signature | None, *, is_text: bool) -> Iterator[ArtifactProblem]:
    """Problems of tags and signatures; of a text file only the tags are known."""
    if SERVE not in graph.tags:
        yield error(
            "no-serve-tag",
            f"No graph is tagged {SERVE}, which the platform looks for (found: {', '.join(graph.tags) or 'no tags'}).",
            "Export with the tag tf.saved_model.SERVING, which tf.saved_model.save and model.export set.",
        )
    if is_text:
        return
    if not graph.signatures:
        yield error(
            "no-signature",
            "The SavedModel has no signature, so the platform can't call it.",
            "Export with signatures=..., or with model.export, which makes serving_default.",
        )
    elif served is None:
        yield warning(
            "no-serving-default",
            f"There is no signature serving_default; each request must name one: {', '.join(graph.signatures)}.",
            "Name one of them serving_default when you export, or send signature_name with each request.",
        )
    else:
        yield from _batch_problems(served)


def _batch_problems(served: Signature) -> Iterator[ArtifactProblem]:
    for side, tensors in (("Input", served.inputs), ("Output", served.outputs)):
        fixed = [tensor for tensor in tensors if tensor.shape is not None and tensor.shape[:1] != (-1,)]
        if fixed:
            shape = ",".join(map(str, fixed[0].shape or ()))
            yield warning(
                "fixed-batch",
                f"{side} {fixed[0].name} has shape [{shape}]: the platform stacks instances along a first dimension.",
                "Export with None as the first dimension, such as tf.TensorSpec([None, 4]), and keep it to the end.",
            )
            return


def file_problems(tree: ArtifactTree, name: str) -> Iterator[ArtifactProblem]:
    """Operations that call Python, and missing files of variables unless the graph has none."""
    operations = _operations(tree, name)
    if called := sorted(operations & _PYTHON):
        yield error(
            "python-operation",
            f"The graph calls Python ({', '.join(called)}), whose function stays in the process that exported it.",
            "Express that step with TensorFlow's own operations and export again.",
        )
    paths = {file.path for file in tree.files()}
    missing = [] if _INDEX in paths else [_INDEX]
    missing += [] if any(path.startswith(_DATA) for path in paths) else [_DATA + "…"]
    if missing and (len(missing) == 1 or operations & VARIABLES):
        yield error(
            "variables-missing",
            f"The graph has variables, but {' and '.join(missing)} is missing beside {name}.",
            "Copy the whole directory that was exported, with variables/ in it.",
        )


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
