"""On which endpoint a model is, where nobody said: every endpoint is asked at once."""

from collections.abc import Sequence

from modelport import own_commands as own
from modelport.errors import ModelportError, NotFound, UsageError

from .connections import Connections
from .everywhere import answers


def locate(connections: Connections, regions: Sequence[str], model_path: str) -> str:
    """The region of `projects/P/models/M`; raises NotFound, UsageError where it is on several, or PlatformError."""
    if len(regions) == 1:
        return regions[0]

    answered = dict(answers(connections, regions, lambda serving: serving.find_model(model_path) is not None))
    found = [region for region, answer in answered.items() if answer is True]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{model_path} is on {len(found)} endpoints: {', '.join(found)}.",
            why="Each endpoint has models of its own.",
            fix=f"Say which one is meant, such as --region {found[0]}.",
        )
    for answer in answered.values():
        if isinstance(answer, ModelportError):
            raise answer
    raise no_model(model_path, regions)


def no_model(model_path: str, regions: Sequence[str]) -> NotFound:
    """The error for a model that none of these regions has."""
    where = f"none of the {len(regions)} endpoints" if len(regions) > 1 else f"not on {regions[0]}"
    return NotFound(
        f"There is no model {model_path}.",
        why=f"It is {'on ' if len(regions) > 1 else ''}{where}.",
        fix="Look at its name and the project:",
        command=own.about(model_path, "models", "list"),
    )
