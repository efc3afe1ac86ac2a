"""What is wrong with the graph of a SavedModel: tags and signatures."""

from collections.abc import Iterator

from ..problems import error, warning
from ..report import ArtifactProblem, Signature
from .saved_model import DEFAULT_SIGNATURE, SERVE, MetaGraph

_NOT_IN_JSON = {"complex64", "complex128", "resource", "variant"}


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
        yield from _answer_problems(served)


def _answer_problems(served: Signature) -> Iterator[ArtifactProblem]:
    """Outputs of a type for which an answer, which is JSON, has no form."""
    for tensor in served.outputs:
        if tensor.dtype in _NOT_IN_JSON:
            yield error(
                "output-type",
                f"Output {tensor.name} is {tensor.dtype}, which no answer can hold: every prediction would fail.",
                "Give it as plain numbers, such as tf.math.real and tf.math.imag as two outputs, and export again.",
            )


def _batch_problems(served: Signature) -> Iterator[ArtifactProblem]:
    for side, tensors in (("Input", served.inputs), ("Output", served.outputs)):
        fixed = [tensor for tensor in tensors if tensor.shape is not None and tensor.shape[:1] != (-1,)]
        if fixed:
            shape = ",".join(map(str, fixed[0].shape or ()))
            reason = "the platform stacks instances along a first dimension"
            if side == "Output" and fixed[0].is_single:
                beside = "several instances are an error" if len(tensors) > 1 else "several instances get one answer"
                reason = f"{beside}, since the platform takes it for one row"
            yield warning(
                "fixed-batch",
                f"{side} {fixed[0].name} has shape [{shape}]: {reason}.",
                "Export with None as the first dimension, such as tf.TensorSpec([None, 4]), and keep it to the end.",
            )
            return
