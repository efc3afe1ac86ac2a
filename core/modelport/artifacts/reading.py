"""What one model file, or one SavedModel, turned out to be: the part of a report that its reader fills in."""

from dataclasses import dataclass

from .report import ArtifactProblem, Signature


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts about a model; `summary` is `found` without the file's name, `right_name` the platform's file name."""

    framework: str = ""
    right_name: str = ""
    summary: str = ""
    library_version: str = ""
    library_versions: tuple[tuple[str, str], ...] = ()
    model_class: str = ""
    modules: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    feature_count: int | None = None
    feature_names: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    problems: tuple[ArtifactProblem, ...] = ()
    sample_instances: tuple[object, ...] = ()
    file_format: str = ""
    pickle_protocol: int | None = None
    loaded_bytes: int = 0
    base_score: str = ""
    booster_format: str = ""
    gives_classes: str = ""

    @property
    def is_model(self) -> bool:
        """Whether the platform could serve this kind of thing at all."""
        return bool(self.framework)
