"""What is wrong with a pickled model."""

from collections.abc import Iterator

from modelport.catalog import frameworks

from ..pickles.reader import ReadPickle
from ..problems import error, read_in_part, truncated, warning
from ..report import ArtifactProblem
from ..xgboost.findings import booster_problems
from ..xgboost.model import XgboostModel
from .features import columns_by_name
from .imports import dangerous_imports, is_own_code, other_packages
from .judgement import estimators_inside, framework_of, is_unfitted, keeps_no_model, lacks_predict, what_it_is

_NAMED_AT_MOST = 5


def pickle_problems(
    pickle: ReadPickle, top: object, model: XgboostModel | None, *, by_joblib: bool
) -> tuple[ArtifactProblem, ...]:
    """Every problem that the sketch shows, the gravest first."""
    found = [*_of_imports(pickle), *_of_reading(pickle, top)]
    if pickle.ending == "complete":
        found += [*_of_top(top), *_outside(pickle)]
        if model and framework_of(top) == frameworks.XGBOOST:
            found += booster_problems(model)
    return tuple(found)


def _of_imports(pickle: ReadPickle) -> Iterator[ArtifactProblem]:
    imports = list(pickle.sketch.imports)
    if dangerous := dangerous_imports(imports):
        yield error(
            "dangerous-import",
            f"Loading this file would call {_listed(dangerous)}: it can run commands or reach files, "
            "which a model has no need of.",
            "Don't load it. Ask where the file comes from, and train the model again from sources you trust.",
        )
    elif pickle.sketch.hidden_imports:
        yield error(
            "hidden-import",
            "The file puts together the names of what it imports while it is loaded, which hides them.",
            "Don't load it unless you made it; save the model again with joblib.dump.",
        )
    if own := [found.name for found in imports if is_own_code(found)]:
        yield error(
            "own-code",
            f"{_listed(own)} comes from the script that trained the model (__main__), which the platform doesn't have.",
            "Move it to a module of its own, train and save again, and give that module as a package with the model.",
        )
    packages = other_packages(imports)
    if "cloudpickle" in packages:
        yield warning(
            "cloudpickle",
            "The file holds code by value (cloudpickle): it loads only where cloudpickle and the same Python are.",
            "Move that code to a module, and save the model with joblib.dump.",
        )
    if others := [package for package in packages if package != "cloudpickle"]:
        yield warning(
            "other-packages",
            f"The model needs {_listed(others)}, which is no part of the platform's runtimes.",
            "Give it as a package with the model, or use a custom container.",
        )


def _of_reading(pickle: ReadPickle, top: object) -> Iterator[ArtifactProblem]:
    if pickle.ending == "truncated":
        yield truncated()
    elif pickle.ending == "too much" and framework_of(top):
        yield read_in_part()
    elif pickle.ending == "too much":
        yield error(
            "not-a-model",
            "The file is so large or so deeply nested that only its beginning was read, and no estimator begins there.",
            "Save the estimator itself, such as joblib.dump(pipeline, 'model.joblib').",
        )
    elif pickle.ending == "corrupt":
        yield error(
            "corrupt",
            f"The file is damaged: {pickle.detail}.",
            "Save the model again with joblib.dump, and copy the file as binary.",
        )


def _of_top(top: object) -> Iterator[ArtifactProblem]:
    if not framework_of(top):
        inside = estimators_inside(top)
        yield error(
            "not-a-model",
            f"The file holds {what_it_is(top)}"
            + (f" with {_listed(list(inside))} in it." if inside else ", no estimator."),
            "Save the estimator itself, such as joblib.dump(pipeline, 'model.joblib').",
        )
    elif name := lacks_predict(top):
        yield error(
            "no-predict",
            f"{name} has no predict, which the platform calls.",
            "Save the whole pipeline, with the estimator as its last step.",
        )
    elif name := keeps_no_model(top):
        yield error(
            "not-refitted",
            f"{name} was made with refit=False: it has no model to predict with.",
            "Fit it with refit=True, or train a model with its best parameters and save that one.",
        )
    elif is_unfitted(top):
        yield error(
            "not-fitted",
            "The model was saved before it was trained: it has learned nothing, and refuses to predict.",
            "Call fit first, then save the same object.",
        )
    if columns := columns_by_name(top):
        yield error(
            "data-frame-columns",
            f"The ColumnTransformer picks columns by name ({_listed(list(columns))}); the platform sends plain lists, "
            "in which columns have no names.",
            "Train it with positions: [0, 1] instead of names, on an array, such as frame.to_numpy().",
        )


def _outside(pickle: ReadPickle) -> Iterator[ArtifactProblem]:
    if pickle.sketch.outside_references:
        yield error(
            "outside-references",
            "The file refers to data that is kept elsewhere, so it can't be loaded by itself.",
            "Save the model again with joblib.dump(model, 'model.joblib').",
        )


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED_AT_MOST])
    return f"{shown} and {len(names) - _NAMED_AT_MOST} more" if len(names) > _NAMED_AT_MOST else shown
