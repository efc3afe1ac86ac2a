"""Inputs of a SavedModel that need not be given: TensorFlow 1's `placeholder_with_default`, such as `keep_prob`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tensorflow.core.protobuf import saved_model_pb2

from .base import Array

Defaults = Mapping[str, Array]
_KIND = "PlaceholderWithDefault"


def defaults_of(model: Any, model_dir: Path) -> dict[str, Defaults]:
    """The values of such inputs by signature and name; empty for what TensorFlow 2 saved, which has no such inputs."""
    if not hasattr(model, "prune"):
        return {}
    saved = saved_model_pb2.SavedModel()
    saved.ParseFromString((model_dir / "saved_model.pb").read_bytes())
    served = next(graph for graph in saved.meta_graphs if "serve" in graph.meta_info_def.tags)
    return {name: _defaults(model, signature) for name, signature in served.signature_def.items()}


def _defaults(model: Any, signature: Any) -> Defaults:
    operations = {name: model.graph.as_graph_element(each.name).op for name, each in signature.inputs.items()}
    return {
        name: model.prune([], operation.inputs[0])().numpy()
        for name, operation in operations.items()
        if operation.type == _KIND
    }
