"""What a node is told at its start, and what it reports once its model is loaded."""

import msgspec


class NodeSpec(msgspec.Struct, frozen=True):
    """A node's model: where it is staged, what serves it, and the directories of its own Python packages.

    `work_dir` is the node's HOME and working directory. A node that uses more than `memory` bytes is ended, 0 for none;
    with `caps_memory`, it cannot get more in the first place. A pickle that is not
    `trusted` may import nothing that runs commands or code. `batching` says whether requests may share a run, None
    where that is for the model to say.
    """

    model_dir: str
    work_dir: str
    framework: str = ""
    prediction_class: str = ""
    python_path: tuple[str, ...] = ()
    batching: bool | None = None
    memory: int = 0
    caps_memory: bool = False
    trusted: bool = True


class Loaded(msgspec.Struct, frozen=True):
    """A loaded model: the framework found, one line about the model, and the outcome of the probe in words."""

    framework: str
    description: str
    probe: str
    seconds: float


class Broken(msgspec.Struct, frozen=True):
    """A model that did not load, with the reason in the platform's words."""

    message: str
