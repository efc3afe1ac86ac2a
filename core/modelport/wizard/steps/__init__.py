"""The wizard's steps in their order, and every field by its key."""

from ..fields import Field, Step
from .bucket import BUCKET
from .endpoint import ENDPOINT
from .framework import FRAMEWORK
from .machine import MACHINE
from .review import REVIEW
from .scaling import SCALING
from .target import TARGET
from .upload import UPLOAD

STEPS: tuple[Step, ...] = (TARGET, BUCKET, UPLOAD, ENDPOINT, FRAMEWORK, MACHINE, SCALING, REVIEW)
FIELDS: dict[str, Field] = {field.key: field for step in STEPS for field in step.fields}


def step_of(key: str) -> Step | None:
    """The step that asks for this key; a part such as `artifact` is found too."""
    return next((s for s in STEPS for f in s.fields if f.key == key or f.key.startswith(f"{key}.")), None)
