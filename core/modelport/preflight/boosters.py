"""Files of XGBoost's own against the XGBoost that would read them.

What each release reads and writes was tried with 1.7.6, 2.0.3, 2.1.4, 3.0.5, 3.1.1 and 3.2.0.
"""

from collections.abc import Iterator

from ..artifacts.report import ArtifactReport
from .findings import Finding, error
from .numbering import is_older

OWN_FORMATS = {"UBJSON", "JSON", "binf"}
_READS_JSON, _READS_UBJSON, _WRITES_BRACKETS = "1.0", "1.6", "3.1"
_DEFAULT_SCORE = 0.5


def is_own_format(artifact: ArtifactReport) -> bool:
    """Whether the file is one that `save_model` writes, not a pickle."""
    return artifact.file_format in OWN_FORMATS or (not artifact.file_format and artifact.model_file == "model.bst")


def reading_problems(artifact: ArtifactReport, server: str, who: str, field: str) -> Iterator[Finding]:
    """Why XGBoost `server`, which `who` has, could not read the file, or would read it wrongly."""
    if is_misread(artifact.base_score, server):
        yield error(
            "xgboost.base-score",
            field,
            f"XGBoost {artifact.library_version or '3.1 or newer'} wrote base_score as {artifact.base_score}. "
            f"XGBoost {server}, which {who} has, takes it for 0.5: predictions would come out wrong, without an error.",
            f"Train and save with xgboost=={_minor(server)}.*, or train with base_score=0.5, which is read alike.",
        )
    if "binf" in (artifact.file_format, artifact.booster_format) and not is_older(server, _WRITES_BRACKETS):
        inside = "" if is_own_format(artifact) else "The model inside "
        yield error(
            "xgboost.binary-format",
            field,
            f"{inside}{artifact.model_file} is in XGBoost's old binary format, which XGBoost {server} no longer reads.",
            "Load it with the XGBoost that wrote it, and booster.save_model('model.json'); deploy that file.",
        )
    needed = {"JSON": _READS_JSON, "UBJSON": _READS_UBJSON}.get(artifact.file_format, "0")
    if is_older(server, needed):
        yield error(
            "xgboost.format",
            field,
            f"{artifact.model_file} is {artifact.file_format}, which XGBoost {server} in {who} can't read yet.",
            f"Train and save with xgboost=={_minor(server)}.*, or take an XGBoost from {needed} on.",
        )


def is_misread(base_score: str, server: str) -> bool:
    """Whether a base score in brackets, as 3.1 and newer write it, would count as the default 0.5 instead."""
    return base_score.startswith("[") and is_older(server, _WRITES_BRACKETS) and not _is_default(base_score)


def _is_default(base_score: str) -> bool:
    try:
        return {float(value) for value in base_score.strip("[]").split(",")} == {_DEFAULT_SCORE}
    except ValueError:
        return False


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
