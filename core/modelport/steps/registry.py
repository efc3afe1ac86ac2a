"""The work behind each step of a plan."""

from collections.abc import Callable
from dataclasses import dataclass

from . import bucket, default, grant, model, order, platform, test, upload, version, waiting
from .context import Context, Outcome, Work


@dataclass(frozen=True, slots=True)
class Handler:
    """`look` answers what is there already or None; `do` does what is missing, and may be interrupted anywhere."""

    look: Callable[[Context], Outcome | None]
    do: Callable[[Context], Work]


HANDLERS: dict[str, Handler] = {
    order.PLATFORM: Handler(platform.look, platform.do),
    order.BUCKET: Handler(bucket.look, bucket.do),
    order.GRANT: Handler(grant.look, grant.do),
    order.UPLOAD: Handler(upload.look, upload.do),
    order.MODEL: Handler(model.look, model.do),
    order.VERSION: Handler(version.look, version.do),
    order.WAIT: Handler(waiting.look, waiting.do),
    order.DEFAULT: Handler(default.look, default.do),
    order.TEST: Handler(test.look, test.do),
}
