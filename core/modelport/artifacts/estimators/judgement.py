"""Which framework can serve a pickled object, and why one cannot."""

import sys

from modelport.catalog import frameworks

from ..pickles.values import Array, Global, Instance, state_of
from .imports import package_of
from .structure import is_a, last_step, module_of, name_of

# No class of these has `predict` (scikit-learn's API reference).
_WITHOUT_PREDICT = (
    "sklearn.decomposition", "sklearn.feature_extraction", "sklearn.feature_selection", "sklearn.impute",
    "sklearn.kernel_approximation", "sklearn.manifold", "sklearn.preprocessing", "sklearn.random_projection",
)  # fmt: skip
_CLASSES_WITHOUT_PREDICT = {
    "AgglomerativeClustering", "BernoulliRBM", "ColumnTransformer", "DBSCAN", "EmpiricalCovariance",
    "FeatureAgglomeration", "FeatureUnion", "GraphicalLasso", "GraphicalLassoCV", "HDBSCAN", "KNeighborsTransformer",
    "KernelDensity", "LedoitWolf", "MinCovDet", "NearestNeighbors", "NeighborhoodComponentsAnalysis", "OAS", "OPTICS",
    "PLSSVD", "RadiusNeighborsTransformer", "RandomTreesEmbedding", "ShrunkCovariance", "SpectralBiclustering",
    "SpectralClustering", "SpectralCoclustering",
}  # fmt: skip
# Of scikit-learn's feature selection, these hand `predict` on to the estimator that they select with.
_SELECTORS_WITH_PREDICT = {"RFE", "RFECV"}
_SEARCHES = {"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"}
_DATA_PACKAGES = {"numpy", "pandas", "scipy", "polars", "pyarrow", "joblib"}
_OTHER_FRAMEWORKS = {"torch": "PyTorch", "tensorflow": "TensorFlow", "keras": "Keras", "onnx": "ONNX"}
_DATA_OF_SCIKIT_LEARN = ("sklearn.utils", "sklearn.datasets")


def framework_of(top: object) -> str:
    """The API's name of the framework, or "" for what is no estimator.

    xgboost.sklearn's classes are SCIKIT_LEARN: under XGBOOST the platform would hand them a DMatrix, which they refuse.
    """
    module = module_of(top)
    package = package_of(module)
    if is_a(top, "xgboost.core", "Booster"):
        return frameworks.XGBOOST
    is_data = package in _DATA_PACKAGES or package in sys.stdlib_module_names - {"__main__"}
    if not module or is_data or package in _OTHER_FRAMEWORKS or module.startswith(_DATA_OF_SCIKIT_LEARN):
        return ""
    return frameworks.SCIKIT_LEARN


def lacks_predict(top: object) -> str:
    """The name of the last step where it has no `predict`, or ""."""
    last = last_step(top)
    module, name = module_of(last), name_of(last)
    is_transformer = any(module == package or module.startswith(package + ".") for package in _WITHOUT_PREDICT)
    is_listed = module.startswith("sklearn.") and name in _CLASSES_WITHOUT_PREDICT
    # The outlier factor of known points only predicts when it was made for new ones.
    knows_no_new_points = name == "LocalOutlierFactor" and state_of(last).get("novelty") is False
    lacks = (is_transformer and name not in _SELECTORS_WITH_PREDICT) or is_listed or knows_no_new_points
    return name if lacks else ""


def keeps_no_model(top: object) -> str:
    """The name of the last step where it is a search that fitted no model with what it found (`refit=False`), or ""."""
    last = last_step(top)
    is_search = module_of(last).startswith("sklearn.model_selection") and name_of(last) in _SEARCHES
    return name_of(last) if is_search and state_of(last).get("refit") is False else ""


def is_unfitted(top: object) -> bool:
    """Whether the last step has learned nothing: no attribute ends with `_`, or a model of XGBoost has no Booster."""
    last = last_step(top)
    state = state_of(last)
    if module_of(last).startswith("xgboost.sklearn"):
        return bool(state) and state.get("_Booster") is None
    is_estimator = module_of(last).startswith("sklearn.") and "_sklearn_version" in state
    has_learned = any(isinstance(key, str) and key.endswith("_") for key in state)
    return is_estimator and not has_learned and name_of(last) != "FrozenEstimator"


def what_it_is(top: object) -> str:
    """In words, what was pickled instead of an estimator."""
    if isinstance(top, Instance):
        other = _OTHER_FRAMEWORKS.get(package_of(module_of(top)))
        path = f"{module_of(top)}.{name_of(top)}".strip(".")
        return f"an object of {other}, {path}" if other else f"an object of class {path}" if path else "an object"
    if isinstance(top, Array):
        return "a NumPy array"
    if isinstance(top, Global):
        return f"the function or class {top.path} by name, not a trained model"
    words = {dict: "a dict", list: "a list", tuple: "a tuple", str: "text", bytes: "bytes", type(None): "None"}
    return words.get(type(top), "a number" if isinstance(top, int | float) else "something else")


def estimators_inside(top: object) -> tuple[str, ...]:
    """Class names of estimators that lie directly in a pickled dict, list or tuple."""
    items = list(top.values()) if isinstance(top, dict) else list(top) if isinstance(top, list | tuple) else []
    return tuple(
        dict.fromkeys(name_of(item) for item in items[:100] if isinstance(item, Instance) and framework_of(item))
    )
