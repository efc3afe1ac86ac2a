"""A binding of an IAM policy, as Cloud Storage and `ml` have it."""

from typing import Any

import msgspec


class Binding(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who has a role, and on which condition."""

    role: str
    members: tuple[str, ...] = ()
    condition: dict[str, Any] | None = None
