"""Resources as clients see them: full names, the default's mark, the time of last use."""

import msgspec

from .keys import VersionKey
from .resources import Model, Version
from .serving import Serving
from .tables import Models, StoredModel, StoredVersion, Versions


class Views:
    """Fills in what is not stored with a resource itself."""

    def __init__(self, models: Models, versions: Versions, serving: Serving) -> None:
        self._models = models
        self._versions = versions
        self._serving = serving

    def version(self, stored: StoredVersion) -> Version:
        """A version under its full name; what its nodes died of lately is its `errorMessage`."""
        model = self._models.get(stored.key.model_key)
        return msgspec.structs.replace(
            stored.resource,
            name=stored.key.path,
            state="FAILED" if self._serving.is_down(stored.key) else stored.resource.state,
            error_message=stored.resource.error_message or self._serving.trouble(stored.key),
            is_default=model.default_version == stored.key.version,
            last_use_time=self._serving.last_use(stored.key) or stored.resource.last_use_time,
        )

    def model(self, stored: StoredModel) -> Model:
        """A model under its full name, with its default version."""
        default = None
        if stored.default_version:
            found = self._versions.find(VersionKey(*stored.key, stored.default_version))
            default = self.version(found) if found else None
        return msgspec.structs.replace(stored.resource, name=stored.key.path, default_version=default)
