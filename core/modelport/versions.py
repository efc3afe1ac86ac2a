"""Looking at versions that exist, and asking them for predictions."""

import time
from collections.abc import Sequence
from typing import cast

from .catalog.hints import explain
from .errors import PlatformError
from .platforms import shapes
from .platforms.bodies import Body
from .platforms.misread import understood
from .platforms.serving import Resource, ServingPlatform, explained
from .platforms.session import Session


def connect(session: Session) -> ServingPlatform:
    """The client of the session's endpoint, for one thread; imports Google's libraries unless it is on this machine."""
    if session.is_loopback and session.token_file and session.ml_url().startswith("http://"):
        from .platforms.loopback import LoopbackClient

        return LoopbackClient(session)
    from .platforms import google_libraries

    google_libraries.load()
    from .platforms.ai_platform import AiPlatformClient

    return AiPlatformClient(session)


def get(serving: ServingPlatform, path: str) -> Resource | None:
    """A version by `projects/P/models/M/versions/V`, or None."""
    return serving.find_version(path)


def predict(
    serving: ServingPlatform, path: str, instances: Sequence[object], **extra: object
) -> tuple[tuple[object, ...], float]:
    """Predictions of a model or version, and the seconds they took; `extra` goes into the body beside them."""
    answer, seconds = ask(serving, path, cast(Body, {"instances": list(instances), **extra}))
    with understood(f"get a prediction from {path}"):
        return tuple(shapes.read(answer, shapes.Predictions).predictions), seconds


def ask(serving: ServingPlatform, path: str, body: Body) -> tuple[Resource, float]:
    """The platform's whole answer to the body of a predict request, and the seconds it took; raises PlatformError."""
    began = time.perf_counter()
    answer = serving.predict(path, body)
    seconds = time.perf_counter() - began
    if "error" in answer:
        raise _refused(path, str(answer["error"]))
    return answer, seconds


def _refused(path: str, message: str) -> PlatformError:
    """A model that fails may still answer with HTTP 200, and an `error` in place of predictions."""
    why, fix = explained(message, explain(message, "predict"))
    return PlatformError(f"{path} gave no prediction.", why=why, fix=fix, raw=message)
