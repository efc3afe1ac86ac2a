"""What is read from an XGBoost model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class XgboostModel:
    """`version` is "" where the format does not say; `base_score` is as written, `[5E-1]` by releases from 3.1 on."""

    format: str
    version: str = ""
    feature_count: int | None = None
    feature_names: tuple[str, ...] = ()
    class_count: int = 0
    objective: str = ""
    base_score: str = ""
