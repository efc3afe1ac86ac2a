"""The user's test instances against what the artifact takes."""

from collections.abc import Iterator
from json import dumps
from shlex import quote

from ..artifacts.report import ArtifactReport, Signature, Tensor
from ..catalog import frameworks, limits
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Apply, Finding, error

FIELD = "after.test_instances"
_DEFAULT_SIGNATURE = "serving_default"
_SHOWN = 10
_NUMBERS = {"float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64",
            "uint8", "uint16", "uint32", "uint64", "bool"}  # fmt: skip


def check_instances(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The first instance that the model would refuse, and a body that is too large."""
    artifact, instances = seen.artifact, request.after.test_instances
    size = len(dumps({"instances": instances}).encode()) if instances else 0
    if size > limits.limit("online_request_bytes"):
        message = f"The test instances have {size / 1e6:.1f} MB; a request may have 1.5 MB."
        yield error("instances.too-large", FIELD, message, "Send fewer of them.", _sample(artifact))
    if artifact is None or request.artifact.prediction_class or request.version.container:
        return
    framework = request.artifact.framework or artifact.framework
    if instances and framework == frameworks.TENSORFLOW and len(artifact.signatures) > 1 and not _signature(artifact):
        yield _unnamed(artifact)
        return
    for number, instance in enumerate(instances, 1):
        if problem := _problem(artifact, framework, instance):
            fix = f"The model expects {_expected(artifact, framework)}."
            yield error("instances.form", FIELD, f"Instance {number} {problem}.", fix, _sample(artifact))
            return


def _unnamed(artifact: ArtifactReport) -> Finding:
    """The test names no signature, and without one the platform looks for serving_default."""
    names = [signature.name for signature in artifact.signatures]
    return error(
        "instances.signature",
        FIELD,
        f"The test names no signature, and the model has no {_DEFAULT_SIGNATURE}; it has {', '.join(names[:_SHOWN])}"
        + (", …." if len(names) > _SHOWN else "."),
        f"Leave the test out, and ask afterwards: modelport predict --signature-name={quote(names[0])}. Or export with "
        f"a signature {_DEFAULT_SIGNATURE}.",
        (FIELD, "[]"),
    )


def _sample(artifact: ArtifactReport | None) -> Apply:
    return (FIELD, dumps(artifact.sample_instances)) if artifact and artifact.sample_instances else None


def _problem(artifact: ArtifactReport, framework: str, instance: object) -> str:
    if framework == frameworks.TENSORFLOW:
        signature = _signature(artifact)
        return _tensor_problem(signature, instance) if signature else ""
    return _row_problem(artifact.feature_count, framework, instance) if artifact.feature_count else ""


def _expected(artifact: ArtifactReport, framework: str) -> str:
    signature = _signature(artifact)
    if framework == frameworks.TENSORFLOW and signature:
        return f"{', '.join(_words(tensor) for tensor in signature.inputs)} for each instance"
    return f"a list of {artifact.feature_count} values for each instance"


def _words(tensor: Tensor) -> str:
    shape = "" if tensor.shape is None else "[" + ",".join("?" if n < 0 else str(n) for n in tensor.shape[1:]) + "]"
    return f"{tensor.name}: {tensor.dtype}{shape}"


def _row_problem(count: int, framework: str, instance: object) -> str:
    if not isinstance(instance, list | tuple):
        return f"is {_kind(instance)}, not a list of {count} values"
    if len(instance) != count:
        return f"has {len(instance)} value{'' if len(instance) == 1 else 's'} where the model takes {count}"
    if odd := [value for value in instance if isinstance(value, list | tuple | dict)]:
        return f"has {_kind(odd[0])} in place of a value"
    if framework == frameworks.XGBOOST and any(isinstance(value, str) for value in instance):
        return "has a text among its values, where XGBoost takes numbers"
    return ""


def _signature(artifact: ArtifactReport) -> Signature | None:
    by_name = {signature.name: signature for signature in artifact.signatures}
    only = artifact.signatures[0] if len(artifact.signatures) == 1 else None
    return by_name.get(_DEFAULT_SIGNATURE, only)


def _tensor_problem(signature: Signature, instance: object) -> str:
    inputs = {tensor.name: tensor for tensor in signature.inputs}
    if not isinstance(instance, dict) or set(instance) == {"b64"}:
        if len(inputs) != 1:
            return f"is no object with the inputs {', '.join(inputs)}"
        instance = {next(iter(inputs)): instance}
    if unknown := sorted(set(instance) - set(inputs)):
        return f"names {unknown[0]}, which is no input"
    if missing := sorted({name for name, tensor in inputs.items() if not tensor.is_single} - set(instance)):
        return f"lacks the input {missing[0]}"
    given = [(inputs[name], value) for name, value in instance.items()]
    return next(filter(None, (_shape_problem(*one) or _kind_problem(*one) for one in given)), "")


def _kind_problem(tensor: Tensor, value: object) -> str:
    """A text is no number unless it is written as one, and a number is no text."""
    item = value
    while isinstance(item, list | tuple) and item:
        item = item[0]
    if isinstance(item, str) and tensor.dtype in _NUMBERS and not _is_number(item):
        return f"gives {tensor.name} a text where it takes {tensor.dtype}"
    if isinstance(item, int | float) and tensor.dtype == "string":
        return f"gives {tensor.name} {_kind(item)} where it takes a string"
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _shape_problem(tensor: Tensor, value: object) -> str:
    if tensor.shape is None or tensor.shape[:1] != (-1,):
        return ""
    wanted, shape = tensor.shape[1:], _shape(value)
    fits = len(shape) == len(wanted) and all(want in (-1, got) for want, got in zip(wanted, shape, strict=True))
    return "" if fits else f"gives {tensor.name} the shape {_sizes(shape)} where it takes {_sizes(wanted)}"


def _shape(value: object) -> tuple[int, ...]:
    """Sizes along the first items: what NumPy makes of a list whose rows are equally long."""
    if not isinstance(value, list | tuple):
        return ()
    return (len(value), *_shape(value[0])) if value else (0,)


def _sizes(shape: tuple[int, ...]) -> str:
    return "[" + ",".join("?" if size < 0 else str(size) for size in shape) + "]"


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", tuple: "a list", str: "a text", bool: "a truth value"}
    return kinds.get(type(value), "null" if value is None else "a single number")
