"""The parts of an estimator's sketch: class, steps, and the part that sees the input first."""

from ..pickles.values import Array, Instance, class_of, state_of

_DEPTH_AT_MOST = 16
# Attributes under which meta-estimators keep what they fitted.
_FITTED = (
    "best_estimator_",
    "estimator_",
    "regressor_",
    "base_estimator_",
    "estimators_",
    "calibrated_classifiers_",
    "estimator",
)


def name_of(value: object) -> str:
    """The class's own name, or the word itself for `passthrough` and `drop`."""
    made_of = class_of(value)
    if made_of is not None:
        return made_of.name
    return value if isinstance(value, str) else ""


def module_of(value: object) -> str:
    """The class's module, or ""."""
    made_of = class_of(value)
    return made_of.module if made_of is not None else ""


def is_a(value: object, package: str, name: str = "") -> bool:
    """Whether the class comes from this package (or one below it), and has this name if one is given."""
    module = module_of(value)
    return (module == package or module.startswith(package + ".")) and name in ("", name_of(value))


def steps_of(pipeline: object) -> list[object]:
    """The estimators of a Pipeline in their order, without those that do nothing."""
    steps = state_of(pipeline).get("steps")
    pairs = [step for step in steps if isinstance(step, tuple) and len(step) == 2] if isinstance(steps, list) else []
    return [step for _, step in pairs if step not in (None, "passthrough")]


def is_pipeline(value: object) -> bool:
    """Whether this is a Pipeline of scikit-learn, or of imbalanced-learn."""
    return name_of(value) == "Pipeline" and isinstance(state_of(value).get("steps"), list)


def first_step(value: object, depth: int = 0) -> object:
    """The part that sees the input first: through pipelines and fitted meta-estimators."""
    if depth > _DEPTH_AT_MOST:
        return value
    if is_pipeline(value):
        steps = steps_of(value)
        return first_step(steps[0], depth + 1) if steps else value
    if name_of(value) == "FeatureUnion":
        transformers = state_of(value).get("transformer_list")
        inner = transformers[0] if isinstance(transformers, list) and transformers else None
        return first_step(inner[1], depth + 1) if isinstance(inner, tuple) and len(inner) == 2 else value
    if "n_features_in_" in state_of(value):
        return value
    inner = fitted_part(value)
    return value if inner is None else first_step(inner, depth + 1)


def fitted_part(value: object) -> Instance | None:
    """What a meta-estimator such as GridSearchCV fitted, or None."""
    state = state_of(value)
    for attribute in _FITTED:
        inner = state.get(attribute)
        items = inner.items if isinstance(inner, Array) else inner
        if isinstance(items, list | tuple) and items:
            inner = items[0]
        if isinstance(inner, Instance):
            return inner
    return None


def last_step(value: object, depth: int = 0) -> object:
    """The part that makes the prediction."""
    if depth > _DEPTH_AT_MOST or not is_pipeline(value):
        return value
    steps = steps_of(value)
    return last_step(steps[-1], depth + 1) if steps else value
