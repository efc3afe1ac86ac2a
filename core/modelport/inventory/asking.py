"""One question to a version, whose failure is an answer too: comparing and repeating go on after it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from modelport.errors import ModelportError
from modelport.versions import predict

from .connections import Connections


@dataclass(frozen=True, slots=True)
class Answer:
    """Predictions and the round trip in seconds; `error` says why there are none, or is ""."""

    predictions: tuple[object, ...]
    seconds: float
    error: str = ""

    @property
    def prediction(self) -> object:
        """The one prediction, or the list of them."""
        return self.predictions[0] if len(self.predictions) == 1 else list(self.predictions)


def ask(connections: Connections, region: str, path: str, instances: Sequence[object]) -> Answer:
    """Asks a version or model of an endpoint once; raises nothing."""
    began = time.perf_counter()
    try:
        with connections.borrowed(region) as serving:
            predictions, seconds = predict(serving, path, instances)
    except ModelportError as error:
        return Answer((), time.perf_counter() - began, error.why or error.summary)
    return Answer(predictions, seconds)
