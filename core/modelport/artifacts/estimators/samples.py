"""One instance that an estimator would accept, made from what its sketch knows."""

from ..pickles.values import Array, Global, Instance, state_of
from .features import feature_count, feature_names, parts_of
from .structure import first_step, is_a, is_pipeline, name_of, steps_of

FEATURES_AT_MOST = 10_000
SAMPLE_TEXT = "some text"
# The second is what protocols below 3 write.
_SLICES = (Global("builtins", "slice"), Global("__builtin__", "slice"))


def sample_instances(estimator: object) -> tuple[object, ...]:
    """One row, one text, or () where nothing is known that would be accepted."""
    first = first_step(estimator)
    if _takes_text(first):
        return (SAMPLE_TEXT,) if name_of(first) != "DictVectorizer" else ()
    count = feature_count(estimator)
    if not count or count > FEATURES_AT_MOST:
        return ()
    row = _row(first, count)
    return () if row is None else (row,)


def _row(first: object, count: int) -> list[object] | None:
    if name_of(first) == "ColumnTransformer":
        return _row_of_parts(first, count)
    return _values(first, count)


def _row_of_parts(transformer: object, count: int) -> list[object] | None:
    row: list[object] = [0.0] * count
    names = feature_names(transformer)
    for _, part, columns in parts_of(transformer):
        places = _places(columns, names, count)
        values = _values(part, len(places)) if places is not None else None
        if places is None or values is None:
            return None
        for place, value in zip(places, values, strict=True):
            row[place] = value
    return row


def _places(columns: object, names: tuple[str, ...], count: int) -> list[int] | None:
    """Positions of columns given by number, name, mask or slice; None where that cannot be told."""
    if isinstance(columns, Instance) and columns.callable in _SLICES:
        return _sliced(columns.args, count)
    listed = columns if isinstance(columns, list | tuple) else [columns]
    if len(listed) == count and all(isinstance(column, bool) for column in listed):
        return [place for place, column in enumerate(listed) if column]
    places = [names.index(c) if isinstance(c, str) and c in names else c for c in listed]
    if not all(isinstance(place, int) and -count <= place < count for place in places):
        return None
    return [place % count for place in places if isinstance(place, int)]


def _sliced(bounds: tuple[object, ...], count: int) -> list[int] | None:
    numbers = [bound if isinstance(bound, int) and bound else None for bound in bounds]
    return list(range(count))[slice(*numbers)] if len(numbers) == 3 else None


def _values(part: object, count: int) -> list[object] | None:
    """Values for `count` columns that this part sees first."""
    for step in steps_of(part) if is_pipeline(part) else [part]:
        if _takes_text(step):
            return [SAMPLE_TEXT] * count
        if "categories_" in state_of(step):
            return _first_categories(step, count)
        if not is_a(step, "sklearn.impute"):
            break
    return [0.0] * count


def _first_categories(encoder: object, count: int) -> list[object] | None:
    categories = state_of(encoder).get("categories_")
    columns = categories if isinstance(categories, list) else []
    firsts = [column.items[0] for column in columns if isinstance(column, Array) and column.items]
    plain = [first for first in firsts if isinstance(first, str | int | float)]
    return list(plain) if len(plain) == count else None


def _takes_text(step: object) -> bool:
    return is_a(step, "sklearn.feature_extraction") and name_of(step) in (
        "CountVectorizer", "TfidfVectorizer", "HashingVectorizer", "DictVectorizer",
    )  # fmt: skip
