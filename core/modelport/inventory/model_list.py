"""The models of a project with how many versions each has, those without any among them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from .columns import natural
from .filter import MODELS, Filter
from .observe import Snapshot
from .rows import ModelRow


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model and the number of its versions."""

    row: ModelRow
    versions: int

    @property
    def key(self) -> str:
        """Unique among all models of a project and stable over refreshes."""
        return self.row.key


def models_of(snapshot: Snapshot) -> list[ListedModel]:
    """Every model by name and endpoint."""
    counts = Counter((row.region, row.model) for row in snapshot.rows.values())
    rows = sorted(snapshot.models.values(), key=lambda row: (natural(row.model), row.endpoint))
    return [ListedModel(row, counts[row.endpoint, row.model]) for row in rows]


def _of_model(text_of: Callable[[ModelRow], str]) -> Callable[[ListedModel], str]:
    return lambda listed: text_of(listed.row)


LISTED_MODELS: Filter[ListedModel] = Filter(
    {name: _of_model(text_of) for name, text_of in MODELS.fields.items()}, _of_model(MODELS.anywhere)
)
