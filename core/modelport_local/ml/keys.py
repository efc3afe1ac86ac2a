"""How resources are found: each regional endpoint and the global one are worlds of their own."""

from typing import NamedTuple


class Scope(NamedTuple):
    """A project as one endpoint sees it; region is `global` or the regional endpoint's name."""

    region: str
    project: str

    @property
    def path(self) -> str:
        """`projects/P`."""
        return f"projects/{self.project}"


class ModelKey(NamedTuple):
    """A model on one endpoint."""

    region: str
    project: str
    model: str

    @property
    def scope(self) -> Scope:
        """The model's project on its endpoint."""
        return Scope(self.region, self.project)

    @property
    def path(self) -> str:
        """`projects/P/models/M`."""
        return f"projects/{self.project}/models/{self.model}"


class VersionKey(NamedTuple):
    """A version on one endpoint."""

    region: str
    project: str
    model: str
    version: str

    @property
    def model_key(self) -> ModelKey:
        """The version's model."""
        return ModelKey(self.region, self.project, self.model)

    @property
    def scope(self) -> Scope:
        """The version's project on its endpoint."""
        return Scope(self.region, self.project)

    @property
    def path(self) -> str:
        """`projects/P/models/M/versions/V`."""
        return f"{self.model_key.path}/versions/{self.version}"
