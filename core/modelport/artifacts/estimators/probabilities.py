"""Whether an estimator could give probabilities, of which `predict`, which the platform calls, gives the best class."""

from ..pickles.values import state_of
from .structure import fitted_part, last_step, name_of

# Classes that always have `predict_proba` (API references of scikit-learn, XGBoost, LightGBM and CatBoost).
_ALWAYS = {
    "AdaBoostClassifier", "BaggingClassifier", "BernoulliNB", "CalibratedClassifierCV", "CatBoostClassifier",
    "CategoricalNB", "ComplementNB", "DecisionTreeClassifier", "DummyClassifier", "ExtraTreeClassifier",
    "ExtraTreesClassifier", "GaussianNB", "GaussianProcessClassifier", "GradientBoostingClassifier",
    "HistGradientBoostingClassifier", "KNeighborsClassifier", "LGBMClassifier", "LabelPropagation", "LabelSpreading",
    "LinearDiscriminantAnalysis", "LogisticRegression", "LogisticRegressionCV", "MLPClassifier", "MultinomialNB",
    "QuadraticDiscriminantAnalysis", "RadiusNeighborsClassifier", "RandomForestClassifier", "XGBClassifier",
    "XGBRFClassifier",
}  # fmt: skip
# Classes that have it with this parameter at one of these values.
_WITH: dict[str, tuple[str, tuple[object, ...]]] = {
    "SVC": ("probability", (True,)),
    "NuSVC": ("probability", (True,)),
    "SGDClassifier": ("loss", ("log_loss", "log", "modified_huber")),
    "VotingClassifier": ("voting", ("soft",)),
}


def has_probabilities(top: object) -> str:
    """The name of the class that has `predict_proba`, or ""."""
    last = last_step(top)
    if name_of(last).endswith("SearchCV"):
        last = last_step(fitted_part(last))
    name = name_of(last)
    parameter, values = _WITH.get(name, ("", ()))
    value = state_of(last).get(parameter)
    is_set = isinstance(value, str | bool) and value in values
    return name if name in _ALWAYS or is_set else ""
