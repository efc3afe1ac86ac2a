"""A pickle or joblib file, read and described."""

from modelport.catalog import frameworks

from ..pickles.reader import ReadPickle, read_pickle
from ..pickles.values import Instance, class_of
from ..reading import Reading
from ..stream import Buffered
from ..xgboost.findings import CLASSES_ONLY
from ..xgboost.model import XgboostModel
from .features import feature_count, feature_names
from .findings import pickle_problems
from .judgement import framework_of
from .probabilities import has_probabilities
from .samples import FEATURES_AT_MOST, sample_instances
from .structure import fitted_part, is_pipeline, name_of, steps_of

SCIKIT_LEARN, XGBOOST = "scikit-learn", "xgboost"


def read_estimator(stream: Buffered, *, is_compressed: bool) -> Reading:
    """Describe a pickled object; what is wrong with it is among the problems."""
    pickle = read_pickle(stream)
    sketch = pickle.sketch
    top = sketch.top if pickle.ending == "complete" else sketch.outermost
    model = sketch.xgboost_models[0] if sketch.xgboost_models else None
    framework = framework_of(top)
    by_joblib = is_compressed or sketch.joblib_arrays > 0
    made_of = class_of(top)
    return Reading(
        framework=framework,
        right_name=("model.joblib" if by_joblib else "model.pkl") if framework else "",
        summary=_summary(top, pickle, model) if framework else "",
        library_version=_version(framework, pickle, model),
        library_versions=_versions(pickle),
        model_class=made_of.path if made_of else "",
        modules=tuple(sorted({found.module for found in sketch.imports})),
        imports=_imports(pickle),
        changes=tuple(sketch.changes),
        feature_count=_feature_count(top, model),
        feature_names=feature_names(top) or (model.feature_names if model else ()),
        problems=pickle_problems(pickle, top, model, by_joblib=by_joblib),
        sample_instances=_samples(top, model) if framework else (),
        file_format="joblib" if by_joblib else "pickle",
        pickle_protocol=sketch.protocol,
        loaded_bytes=pickle.length,
        base_score=model.base_score if model else "",
        booster_format=model.format if model else "",
        gives_classes=_gives_classes(framework, top, model),
    )


def _imports(pickle: ReadPickle) -> tuple[tuple[str, str], ...]:
    """Module and name of each import that unpickling looks up by itself."""
    direct = [found for found in pickle.sketch.imports if found not in pickle.sketch.attributes]
    return tuple(sorted((found.module, found.name) for found in direct))


def _gives_classes(framework: str, top: object, model: XgboostModel | None) -> str:
    if framework == frameworks.XGBOOST:
        return model.objective if model and model.objective in CLASSES_ONLY else ""
    return has_probabilities(top)


def _summary(top: object, pickle: ReadPickle, model: XgboostModel | None) -> str:
    parts = [_class_words(top)]
    if (count := _feature_count(top, model)) is not None:
        parts.append(f"{count} feature{'' if count == 1 else 's'}")
    if model and not is_pipeline(top):
        parts += [model.objective] if model.objective else []
    parts += [
        f"saved with scikit-learn {version}" if library == SCIKIT_LEARN else f"XGBoost {version}"
        for library, version in _versions(pickle)
    ]
    return ", ".join(parts)


def _class_words(top: object) -> str:
    if is_pipeline(top):
        return f"{name_of(top)} ({', '.join(name_of(step) for step in steps_of(top))})"
    inner = fitted_part(top) if name_of(top).endswith("SearchCV") else None
    return f"{name_of(top)} ({name_of(inner)})" if inner is not None else name_of(top)


def _version(framework: str, pickle: ReadPickle, model: XgboostModel | None) -> str:
    if framework == frameworks.XGBOOST:
        return model.version if model else ""
    # The outermost estimator gets its state last, so its version is the last one noted.
    return next(reversed(pickle.sketch.versions), "") if framework else ""


def _versions(pickle: ReadPickle) -> tuple[tuple[str, str], ...]:
    from_boosters = dict.fromkeys(model.version for model in pickle.sketch.xgboost_models if model.version)
    return (
        *((SCIKIT_LEARN, version) for version in pickle.sketch.versions),
        *((XGBOOST, version) for version in from_boosters),
    )


def _feature_count(top: object, model: XgboostModel | None) -> int | None:
    count = feature_count(top)
    is_bare = isinstance(top, Instance) and not is_pipeline(top)
    return model.feature_count if count is None and model and is_bare else count


def _samples(top: object, model: XgboostModel | None) -> tuple[object, ...]:
    count = _feature_count(top, model)
    if model and count and count <= FEATURES_AT_MOST and feature_count(top) is None:
        return ([0.0] * count,)
    return sample_instances(top)
