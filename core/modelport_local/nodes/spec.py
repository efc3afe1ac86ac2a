"""What a node is told at its start, and what it reports once its model is loaded."""

import msgspec


class NodeSpec(msgspec.Struct, frozen=True):
    """A node's model: where it is staged, what serves it, and the directories of its own Python packages.

    `work_dir` is the node's HOME and working directory, and memory_limit is in bytes, 0 for none.
    """

    model_dir: str
    work_dir: str
    framework: str = ""
    prediction_class: str = ""
    python_path: tuple[str, ...] = ()
    batching: bool = True
    memory_limit: int = 0


class Loaded(msgspec.Struct, frozen=True):
    """A loaded model: the framework found, one line about the model, and the outcome of the probe in words."""

    framework: str
    description: str
    probe: str
    seconds: float


class Broken(msgspec.Struct, frozen=True):
    """A model that did not load, with the reason in the platform's words."""

    message: str
