"""One prediction in a process of its own: a JSON request on stdin, the predictions as JSON on stdout.

What the model prints goes to stderr. Exit code 1, with `{"error": …}` on stdout, where the model does not answer.
"""

import json
import os
import sys
from typing import Any

from .nodes.spec import NodeSpec


def predictions(request: dict[str, Any]) -> list[Any]:
    """What the model in `model_dir` says to `instances`; raises PredictionError, or whatever foreign code raises."""
    from .nodes.loading import load

    predictor = load(NodeSpec(model_dir=request["model_dir"], work_dir="", framework=request["framework"]))
    options = {"signature_name": request["signature_name"]} if request["signature_name"] else {}
    return predictor.run(predictor.prepare(request["instances"], options)).values


def main() -> int:
    """Answer the request on stdin."""
    request = json.load(sys.stdin)
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            answers.write(json.dumps({"predictions": predictions(request)}))
        except Exception as error:  # noqa: BLE001 - a model is foreign code; its reason is the answer
            answers.write(json.dumps({"error": str(error) or type(error).__name__}))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
