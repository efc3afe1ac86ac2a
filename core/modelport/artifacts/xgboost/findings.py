"""What is wrong with an XGBoost model, and its description."""

from modelport.catalog import frameworks

from ..problems import error, read_in_part, truncated, warning
from ..reading import Reading
from ..report import ArtifactProblem
from ..stream import Buffered, Corrupt, TooMuch, Truncated
from .model import XgboostModel
from .reader import read_model

_SAMPLE_AT_MOST = 10_000
CLASSES_ONLY = {"multi:softmax", "binary:hinge"}
"""Objectives that give a class alone (XGBoost's parameter reference)."""


def read_booster(stream: Buffered) -> Reading:
    """Describe a file of XGBoost's own; one that cannot be read is described by its problem."""
    try:
        model = read_model(stream)
    except Truncated:
        return Reading(problems=(truncated(),), framework=frameworks.XGBOOST, right_name="model.bst")
    except Corrupt as reason:
        return Reading(problems=(_not_a_model(str(reason)),))
    except TooMuch:
        return Reading(problems=(read_in_part(),), framework=frameworks.XGBOOST, right_name="model.bst")
    count = model.feature_count
    return Reading(
        framework=frameworks.XGBOOST,
        right_name="model.bst",
        summary=_summary(model),
        library_version=model.version,
        library_versions=(("xgboost", model.version),) if model.version else (),
        model_class="xgboost.core.Booster",
        feature_count=count,
        feature_names=model.feature_names,
        problems=booster_problems(model),
        sample_instances=([0.0] * count,) if count and count <= _SAMPLE_AT_MOST else (),
        file_format=model.format,
        base_score=model.base_score,
        booster_format=model.format,
        gives_classes=model.objective if model.objective in CLASSES_ONLY else "",
    )


def booster_problems(model: XgboostModel) -> tuple[ArtifactProblem, ...]:
    """Problems of a booster that was read."""
    if not model.feature_names:
        return ()
    shown = ", ".join(model.feature_names[:3])
    return (
        warning(
            "named-features",
            f"The booster knows its features by name ({shown}, …); AI Platform sends columns without names, and "
            "XGBoost then refuses to predict.",
            "Set booster.feature_names = None before booster.save_model('model.bst').",
        ),
    )


def _summary(model: XgboostModel) -> str:
    count = model.feature_count
    parts = ["Booster"]
    parts += [f"{count} feature{'' if count == 1 else 's'}"] if count is not None else []
    parts += [model.objective] if model.objective else []
    parts += [f"XGBoost {model.version}"] if model.version else []
    return ", ".join(parts)


def _not_a_model(reason: str) -> ArtifactProblem:
    return error(
        "not-a-model",
        f"The file looks like an XGBoost model, but {reason or 'cannot be read as one'}.",
        "Save it with booster.save_model('model.bst').",
    )
