"""Pickles of other releases of scikit-learn against the one that is installed here, which would load them."""

from collections.abc import Iterator

from ..artifacts.report import ArtifactReport
from ..catalog.scikit_learn import Change, change, is_gone
from .findings import Finding, error
from .installed import has_module, has_name
from .libraries import saved_with
from .numbering import is_older

FIELD = "artifact.source"
_LIBRARY, _REASONS = "scikit-learn", 3
# scikit-learn 1.3 gave the nodes of its trees one more column.
_TREES, _TREES_CHANGED = "sklearn.tree._tree", "1.3"


def missing_names(artifact: ArtifactReport) -> list[str]:
    """Classes and functions that scikit-learn or XGBoost no longer has in a module that is still there."""
    return [
        f"{module}.{name}"
        for module, name in artifact.imports
        if module.partition(".")[0] in ("sklearn", "xgboost") and has_module(module) and _is_gone(module, name)
    ]


def _is_gone(module: str, name: str) -> bool:
    return is_gone(module, name) or not has_name(module, name)


def tree_problems(artifact: ArtifactReport, scikit_learn: str) -> Iterator[Finding]:
    """Trees from before their layout changed where scikit-learn is newer, or the other way round."""
    saved = dict(saved_with(artifact)).get(_LIBRARY, "") if _TREES in artifact.modules else ""
    if saved and is_older(saved, _TREES_CHANGED) != is_older(scikit_learn, _TREES_CHANGED):
        yield error(
            "library.trees",
            FIELD,
            f"scikit-learn {scikit_learn}, which is installed here, can't read trees of scikit-learn {saved}: "
            f"their layout changed in {_TREES_CHANGED}.",
            f"Train and save again with scikit-learn {scikit_learn}.",
        )


def change_problems(artifact: ArtifactReport, scikit_learn: str) -> Iterator[Finding]:
    """What loads, and then fails at each prediction, or predicts otherwise without an error."""
    all_changes = [(name, change(identifier)) for name, identifier in artifact.changes]
    matter = [(name, found) for name, found in all_changes if _matters(found, scikit_learn)]
    for is_silent, code in ((False, "library.changed"), (True, "library.predicts-otherwise")):
        if chosen := [(name, found) for name, found in matter if found.is_silent is is_silent]:
            yield _changed(code, artifact, scikit_learn, chosen)


def _matters(found: Change, scikit_learn: str) -> bool:
    is_over = bool(found.until) and not is_older(scikit_learn, found.until)
    return not is_older(scikit_learn, found.since) and not is_over


def _changed(code: str, artifact: ArtifactReport, scikit_learn: str, changes: list[tuple[str, Change]]) -> Finding:
    saved = ", ".join(version for library, version in saved_with(artifact) if library == _LIBRARY)
    first = {name: found.why for name, found in reversed(changes)}
    reasons = "; ".join(f"{name}: {why}" for name, why in list(first.items())[:_REASONS])
    silent = "its predictions come out otherwise, for some inputs or all, without an error"
    return error(
        code,
        FIELD,
        f"Saved with scikit-learn {saved}; {scikit_learn}, which is installed here, loads it, but "
        f"{silent if changes[0][1].is_silent else 'every prediction would fail'}. {reasons}.",
        f"Train and save again with scikit-learn {scikit_learn}.",
    )
