"""What about a fitted scikit-learn object newer releases could not work with, told from its state."""

from collections.abc import Iterator

from modelport.catalog.scikit_learn import Change, of_class

from .values import Array, class_of, state_of

_ABSENT = object()


def changes_of(name: str, state: dict[object, object]) -> Iterator[str]:
    """Ids of the changes that matter to an object of class `name` with this state."""
    yield from (change.id for change in of_class(name) if _suffers(change, state))


def _suffers(change: Change, state: dict[object, object]) -> bool:
    return (
        (change.has in state if change.has else _is_fitted(state))
        and change.lacks not in state
        and all(_value(state, path) == value for path, value in change.holds.items())
        and (not change.saved or str(state.get("_sklearn_version")).startswith(change.saved))
        and (not change.listed or _has_part(state, change.listed))
        and (not change.items or _has_items(state.get(change.items), change.least, change.of))
    )


def _is_fitted(state: dict[object, object]) -> bool:
    return any(isinstance(key, str) and key.endswith("_") for key in state)


def _value(state: dict[object, object], path: str) -> object:
    first, _, rest = path.partition(".")
    value = state.get(first, _ABSENT)
    return _value(state_of(value), rest) if rest else value


def _has_part(state: dict[object, object], word: str) -> bool:
    """Whether a ColumnTransformer has this word for one of its fitted parts, with columns to apply it to."""
    parts = state.get("transformers_")
    return any(
        isinstance(part, tuple) and len(part) == 3 and part[1] == word and not _is_empty(part[2])
        for part in (parts if isinstance(parts, list) else [])
    )


def _has_items(value: object, least: int, classes: tuple[str, ...]) -> bool:
    items = value.items if isinstance(value, Array) else value
    if not isinstance(items, list | tuple) or len(items) < least:
        return False
    parts = [each for item in items for each in (item, state_of(item).get("estimator"))]
    return not classes or any(made_of.name in classes for part in parts if (made_of := class_of(part)))


def _is_empty(columns: object) -> bool:
    return columns == [] or (isinstance(columns, Array) and 0 in columns.shape)
