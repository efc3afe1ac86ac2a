"""One prediction in a process of its own: a JSON request on stdin, the predictions as JSON on stdout.

What the model prints goes to stderr. Exit code 1, with `{"error": …}` on stdout, where the model does not answer.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from .ml.packages import import_roots, unpack
from .nodes.spec import NodeSpec


def predictions(request: dict[str, Any]) -> list[Any]:
    """What the model in `model_dir` says to `instances`; raises PredictionError, or whatever foreign code raises.

    `packages` are archives of its own code, which are unpacked below `work_dir`; `prediction_class` is one of theirs.
    """
    from .nodes.loading import load

    work_dir = Path(request["work_dir"])
    spec = NodeSpec(
        model_dir=request["model_dir"],
        work_dir=str(work_dir),
        framework=request["framework"],
        prediction_class=request["prediction_class"],
        python_path=tuple(_installed([Path(name) for name in request["packages"]], work_dir / "installed")),
    )
    predictor = load(spec)
    options = {"signature_name": request["signature_name"]} if request["signature_name"] else {}
    return predictor.run(predictor.prepare(request["instances"], options)).values


def _installed(archives: list[Path], directory: Path) -> list[str]:
    """The directories that make the archives' modules importable."""
    found: list[Path] = []
    for number, archive in enumerate(archives):
        target = directory / str(number)
        target.mkdir(parents=True)
        unpack(archive, target)
        found += import_roots(target)
    return [str(path) for path in found]


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
