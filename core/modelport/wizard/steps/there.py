"""What a version that is there already has: the default for what nobody asked to be otherwise."""

from ..draft import Draft
from ..fields import Answer, Source


def as_there(draft: Draft, *path: str, unset: object = None) -> Answer | None:
    """The setting at this path of the version with the name in force; None where there is no such version or setting.

    `unset` stands for a setting that the version leaves out.
    """
    found = draft.version_there()
    if found is None:
        return None
    for part in path[:-1]:
        found = found.get(part) or {}
    value = found.get(path[-1], unset)
    return None if value is None else Answer(value, Source.DETECTED, f"as {draft.text('version.name')} has it")
