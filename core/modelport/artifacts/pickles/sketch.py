"""What is noticed while a pickle is followed, whether or not its end is reached."""

from dataclasses import dataclass, field

from modelport.catalog.pickle_imports import ATTRIBUTE_READERS

from ..xgboost.model import XgboostModel
from .changes import changes_of
from .values import Bulk, Global, Instance, class_of

_IMPORTS_AT_MOST = 10_000


@dataclass(slots=True)
class Sketch:
    """Imports in their order; `versions` maps scikit-learn's version to the classes that carry it.

    `attributes` are the imports that are only reached by a call such as getattr. `changes` pairs a class with the id of
    what newer releases of scikit-learn could not work with in an object of it.
    """

    operations: int = 0
    protocol: int = 0
    imports: dict[Global, None] = field(default_factory=dict)
    attributes: set[Global] = field(default_factory=set)
    hidden_imports: int = 0
    outside_references: int = 0
    joblib_arrays: int = 0
    versions: dict[str, list[str]] = field(default_factory=dict)
    changes: dict[tuple[str, str], None] = field(default_factory=dict)
    xgboost_models: list[XgboostModel] = field(default_factory=list)
    first_object: Instance | None = None
    top: object = None

    @property
    def outermost(self) -> object:
        """The top object, or where the end was not reached, the first that was begun: pickles go from outside in."""
        return self.top if self.top is not None else self.first_object

    def imported(self, found: Global) -> Global:
        """Note an import."""
        if len(self.imports) < _IMPORTS_AT_MOST:
            self.imports[found] = None
        return found

    def called(self, made: Instance) -> None:
        """Note what a call such as getattr(object, name) reaches as an import of that name."""
        reader = made.callable
        if isinstance(reader, Global) and (reader.module, reader.name) in ATTRIBUTE_READERS:
            owner = made.args[0].module if made.args and isinstance(made.args[0], Global) else ""
            for name in made.args[-1:] if reader.name == "getattr" else made.args:
                if isinstance(name, str) and (found := Global(owner, name)) not in self.imports:
                    self.attributes.add(self.imported(found))

    def passed(self, payload: Bulk) -> None:
        """Note the model in a long string."""
        if payload.model is not None and len(self.xgboost_models) < 1000:
            self.xgboost_models.append(payload.model)

    def built(self, instance: Instance) -> None:
        """Note the scikit-learn version of an estimator that has got its state, and what is outdated about it."""
        state = instance.state
        version = state.get("_sklearn_version") if isinstance(state, dict) else None
        made_of = class_of(instance)
        if not isinstance(state, dict) or not isinstance(version, str) or made_of is None:
            return
        self.changes |= {(made_of.name, found): None for found in changes_of(made_of.name, state)}
        if len(self.versions) > 20:
            return
        classes = self.versions.setdefault(version[:40], [])
        if made_of.name not in classes and len(classes) < 20:
            classes.append(made_of.name)
