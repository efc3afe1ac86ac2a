"""A SavedModel's directory, read and described."""

from modelport.catalog import frameworks

from ..problems import error
from ..reading import Reading
from ..report import Signature, Tensor
from ..stream import Corrupt, TooMuch, Truncated, plain
from ..tree import ArtifactTree
from .file_findings import file_problems
from .findings import graph_problems, served_signature
from .samples import sample_instances
from .saved_model import SERVE, MetaGraph, read_saved_model, read_text_saved_model

_SHOWN_TENSORS = 6


def read_saved_model_directory(tree: ArtifactTree, name: str) -> Reading:
    """Describe the SavedModel whose `saved_model.pb` or `.pbtxt` is `name`, at the tree's root."""
    size = next(file.size for file in tree.files() if file.path == name)
    is_text = name.endswith(".pbtxt")
    try:
        with tree.open(name) as file:
            graphs = read_text_saved_model(plain(file)) if is_text else read_saved_model(plain(file), size)
    except Truncated:
        return _broken("truncated", f"{name} ends in the middle, as after an interrupted copy.")
    except Corrupt as reason:
        return _broken("corrupt", f"{name} is no SavedModel, or damaged: {reason}.")
    except TooMuch:
        return _broken("corrupt", f"{name} is nested or split up beyond what any SavedModel is.")
    graph = next((graph for graph in graphs if SERVE in graph.tags), graphs[0])
    served = served_signature(graph)
    return Reading(
        framework=frameworks.TENSORFLOW,
        right_name=name,
        summary=_summary(graph, served),
        library_version=graph.version,
        library_versions=(("tensorflow", graph.version),) if graph.version else (),
        model_class="SavedModel",
        signatures=tuple(graph.signatures.values()),
        problems=(*graph_problems(graph, served, is_text=is_text), *file_problems(tree, name, graph)),
        sample_instances=sample_instances(served) if served else (),
        file_format="SavedModel",
    )


def _broken(code: str, message: str) -> Reading:
    problem = error(code, message, "Export the model again, such as model.export('export/1'), and copy all of it.")
    return Reading(framework=frameworks.TENSORFLOW, summary="SavedModel", file_format="SavedModel", problems=(problem,))


def _summary(graph: MetaGraph, served: Signature | None) -> str:
    parts = ["SavedModel"]
    if served is not None:
        shown = [_tensor_words(tensor) for tensor in served.inputs[:_SHOWN_TENSORS]]
        more = [f"and {len(served.inputs) - _SHOWN_TENSORS} more"] if len(served.inputs) > _SHOWN_TENSORS else []
        parts.append(f"{served.name}({', '.join(shown + more)})")
    parts += [f"TensorFlow {graph.version}"] if graph.version else []
    return ", ".join(parts)


def _tensor_words(tensor: Tensor) -> str:
    shape = "" if tensor.shape is None else f"[{','.join(map(str, tensor.shape))}]"
    return f"{tensor.name}: {tensor.dtype}{shape}"
