"""TensorFlow: SavedModels with the tag `serve`, called through one of their signatures."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from . import made_up
from .base import Array, Call, Code, JsonObject, PredictionError, Rows, is_finite
from .tf_defaults import Defaults, defaults_of

DEFAULT_SIGNATURE = "serving_default"


class TensorFlowPredictor:
    """A SavedModel; `signature_name` in the request chooses the signature."""

    framework = "TENSORFLOW"
    batches = True
    has_own_code = False

    def __init__(self, model: Any, defaults: Mapping[str, Defaults]) -> None:
        self._model = model  # the signatures hold weak references to the model's variables
        self._signatures = {
            name: Signature(name, function, defaults.get(name, {})) for name, function in model.signatures.items()
        }
        if not self._signatures:
            raise PredictionError(Code.LOAD, "The SavedModel has no signature: export it with signatures.")
        names = ", ".join(sorted(self._signatures))
        self.description = f"SavedModel with {names}, served by tensorflow {tf.__version__}"

    def prepare(self, instances: list[Any], options: JsonObject) -> Call:
        """See Predictor."""
        signature = self._signature(options.get("signature_name") or "")
        return Call(signature.columns(instances), len(instances), {}, signature.name, not signature.batches)

    def run(self, call: Call) -> Rows:
        """See Predictor."""
        return self._signatures[call.method].run(call)

    def _signature(self, name: str) -> "Signature":
        if not name and len(self._signatures) == 1:
            return next(iter(self._signatures.values()))
        found = self._signatures.get(name or DEFAULT_SIGNATURE)
        if found is None:
            known = ", ".join(sorted(self._signatures))
            reason = f"No signature found for signature key {name or DEFAULT_SIGNATURE}. The model has: {known}."
            raise PredictionError(Code.INPUT, reason)
        return found

    def sample(self) -> object | None:
        """Zeros in the shape of the default signature's inputs, where those are known."""
        try:
            return self._signature("").sample()
        except PredictionError:
            return None


class Signature:
    """One signature: its inputs, `defaults` for those that need not be given, and the call itself."""

    def __init__(self, name: str, function: Any, defaults: Defaults | None = None) -> None:
        self.name = name
        self._function = function
        self._defaults = defaults or {}
        self._inputs: dict[str, Any] = dict(function.structured_input_signature[1])
        self._needed = {name: spec for name, spec in self._inputs.items() if name not in self._defaults}
        specs = [*self._needed.values(), *function.structured_outputs.values()]
        takes_any_number = all(spec.shape.rank and spec.shape[0] is None for spec in specs)
        self.batches = takes_any_number and self._answers_row_by_row()

    def _answers_row_by_row(self) -> bool:
        """Whether made-up instances get the answers together that each gets alone; a graph may look at other rows."""
        try:
            rows_of = {name: made_up.rows(spec) for name, spec in self._needed.items()}
            together = self._called(rows_of)
            for place in range(made_up.ROWS):
                alone = self._called({name: rows[place : place + 1] for name, rows in rows_of.items()})
                if not all(made_up.agree(alone[name][0], array[place]) for name, array in together.items()):
                    return False
        except Exception:  # noqa: BLE001 a model is foreign code; what refuses made-up rows answers each request alone
            return False
        return True

    def columns(self, instances: list[Any]) -> dict[str, Array]:
        """Instances (objects, or bare values for a single input) as one array per input."""
        rows = [self._row(instance) for instance in instances]
        named = {*self._needed, *(name for row in rows for name in row)}
        for row in rows:
            for name in row:
                if name not in self._inputs:
                    raise PredictionError(Code.INPUT, f"Unexpected tensor name: {name}. {self._expected()}")
        return {name: self._column(name, rows) for name in self._inputs if name in named}

    def _row(self, instance: object) -> JsonObject:
        if isinstance(instance, dict) and "b64" not in instance:
            return instance
        if len(self._inputs) != 1:
            raise PredictionError(Code.INPUT, f"Input mismatch: an instance is not an object. {self._expected()}")
        return {next(iter(self._inputs)): instance}

    def _expected(self) -> str:
        return "The signature's inputs are: " + ", ".join(sorted(self._inputs)) + "."

    def _column(self, name: str, rows: list[JsonObject]) -> Array:
        if any(name not in row for row in rows):
            reason = f"Input {name} was missing in at least one input instance. {self._expected()}"
            raise PredictionError(Code.INPUT, reason)
        spec = self._inputs[name]
        try:
            values = [_decoded(row[name]) for row in rows]
            if spec.dtype == tf.string:
                return _checked(name, np.asarray(_as_bytes(values), dtype=object), spec)
            return _checked(name, np.asarray(values, dtype=spec.dtype.as_numpy_dtype), spec)
        except (ValueError, TypeError) as error:
            raise PredictionError(Code.INPUT, f"Error processing input {name}: {error}") from error

    def run(self, call: Call) -> Rows:
        """The signature's outputs as rows."""
        try:
            outputs = self._called(call.inputs)
        except Exception as error:  # a model is foreign code
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise PredictionError(Code.RUN, f"Error during model execution: {reason}") from error
        return _rows(outputs)

    def _called(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        tensors = {
            name: tf.constant(array, dtype=self._inputs[name].dtype)
            for name, array in {**self._defaults, **inputs}.items()
        }
        return {name: value.numpy() for name, value in self._function(**tensors).items()}

    def sample(self) -> object | None:
        """One instance of zeros or empty texts, or None where a shape is open."""
        values: JsonObject = {}
        for name, spec in self._needed.items():
            shape = spec.shape.as_list()[1:] if spec.shape.rank else None
            if shape is None or None in shape:
                return None
            zeros = np.full(shape, "", dtype=object) if spec.dtype == tf.string else np.zeros(shape)
            values[name] = zeros.tolist()
        return values


def _checked(name: str, array: Array, spec: Any) -> Array:
    if spec.shape.rank is not None and not spec.shape.is_compatible_with(array.shape):
        wanted = tuple(-1 if size is None else size for size in spec.shape.as_list())
        raise ValueError(f"{name} has shape {array.shape}, and the signature takes {wanted}")
    return array


def _decoded(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"b64"}:
        return base64.b64decode(value["b64"], validate=True)
    return [_decoded(item) for item in value] if isinstance(value, list) else value


def _as_bytes(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_bytes(item) for item in value]
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes):
        return value
    raise TypeError(f"a text was expected, not {value!r}")


def _rows(outputs: dict[str, Array]) -> Rows:
    """As Google's serving code does it: a scalar is one row, and all outputs must have the same number of rows."""
    outputs = {name: np.atleast_1d(array) for name, array in outputs.items()}
    sizes = {name: len(array) for name, array in outputs.items()}
    if len(set(sizes.values())) != 1:
        reason = f"Bad output: outputs had differing sizes in the batch (outer) dimension: {sizes}."
        raise PredictionError(Code.OUTPUT, reason)
    finite = all(array.dtype.kind in "iubO" or is_finite(array) for array in outputs.values())
    columns = {name: _plain(name, array) for name, array in outputs.items()}
    if len(columns) == 1:
        return Rows(next(iter(columns.values())), finite)
    return Rows([dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)], finite)


def _plain(name: str, array: Array) -> list[Any]:
    if array.dtype.kind == "V":
        array = array.astype(np.float32)
    values: list[Any] = array.tolist()
    return [_text(name, value) for value in values] if array.dtype.kind == "O" else values


def _text(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_text(name, item) for item in value]
    if not isinstance(value, bytes):
        return value
    if name.endswith("_bytes"):
        return {"b64": base64.b64encode(value).decode()}
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        reason = f"Output {name} is not UTF-8 text: name it with the ending _bytes to get it as base64."
        raise PredictionError(Code.OUTPUT, reason) from error


def load(model_dir: Path) -> TensorFlowPredictor:
    """The SavedModel in `model_dir`; raises PredictionError with the reason."""
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    try:
        model = tf.saved_model.load(str(model_dir), tags=["serve"])
    except Exception as error:  # a model is foreign code
        reason = (str(error) or type(error).__name__).replace(str(model_dir), "the directory")
        raise PredictionError(Code.LOAD, f"Could not load the model: saved_model.pb. {reason}") from error
    return TensorFlowPredictor(model, defaults_of(model, model_dir))
