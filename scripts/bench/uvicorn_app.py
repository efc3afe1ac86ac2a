"""A plain ASGI application around a SavedModel: what one writes by hand. `MODEL_DIR` names the model."""

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import tensorflow as tf

_MODEL = tf.saved_model.load(os.environ["MODEL_DIR"])
_PREDICT = _MODEL.signatures["serving_default"]
Message = dict[str, Any]


async def app(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Any]) -> None:
    """Answers every POST with the model's predictions."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    instances = json.loads(body)["instances"]
    predictions = _PREDICT(x=tf.constant(instances, tf.float32))["y"].numpy().tolist()
    answer = json.dumps({"predictions": predictions}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
