"""How many features an estimator takes, and their names."""

from ..pickles.values import Array, state_of
from .structure import first_step

NAMES_AT_MOST = 10_000


def feature_count(estimator: object) -> int | None:
    """`n_features_in_` of the part that sees the input first, or None."""
    count = state_of(first_step(estimator)).get("n_features_in_")
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def feature_names(estimator: object) -> tuple[str, ...]:
    """`feature_names_in_` of that part: there when it was trained on a data frame."""
    names = state_of(first_step(estimator)).get("feature_names_in_")
    items = names.items if isinstance(names, Array) else ()
    return tuple(name for name in items if isinstance(name, str))[:NAMES_AT_MOST]


def columns_by_name(estimator: object) -> tuple[str, ...]:
    """Columns that a ColumnTransformer picks by name, which only works on data frames."""
    found: list[str] = []
    for name, _, columns in parts_of(first_step(estimator)):
        wanted = columns if isinstance(columns, list | tuple) else [columns]
        found += [column for column in wanted if isinstance(column, str) and name != "remainder"]
    return tuple(dict.fromkeys(found))


def parts_of(column_transformer: object) -> list[tuple[str, object, object]]:
    """Name, transformer and columns of each part of a fitted ColumnTransformer that is not dropped; [] of others."""
    parts = state_of(column_transformer).get("transformers_")
    found: list[tuple[str, object, object]] = []
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, tuple) and len(part) == 3 and isinstance(part[0], str) and part[1] != "drop":
            columns = list(part[2].items) if isinstance(part[2], Array) else part[2]
            found.append((part[0], part[1], columns))
    return found
