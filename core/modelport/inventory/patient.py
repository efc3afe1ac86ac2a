"""A client whose questions are asked again where a fault may pass: for who asks once, and looks at nothing twice."""

from collections.abc import Iterator

from modelport.platforms.again import again
from modelport.platforms.bodies import Body
from modelport.platforms.serving import Resource, ServingPlatform
from modelport.platforms.session import Session
from modelport.versions import connect


def connected(session: Session) -> "PatientClient":
    """The client of the session's endpoint, for one thread; raises PlatformError without credentials."""
    return PatientClient(connect(session))


class PatientClient:
    """The ServingPlatform of another one; changes are asked for once, and so is an operation, which is waited for."""

    def __init__(self, serving: ServingPlatform) -> None:
        self._serving = serving
        self.create_model = serving.create_model
        self.update_model = serving.update_model
        self.delete_model = serving.delete_model
        self.create_version = serving.create_version
        self.update_version = serving.update_version
        self.delete_version = serving.delete_version
        self.set_default = serving.set_default
        self.operation = serving.operation
        self.cancel_operation = serving.cancel_operation
        self.close = serving.close

    def find_model(self, path: str) -> Resource | None:
        return again(lambda: self._serving.find_model(path))

    def models(self, parent: str) -> Iterator[Resource]:
        return iter(again(lambda: list(self._serving.models(parent))))

    def find_version(self, path: str) -> Resource | None:
        return again(lambda: self._serving.find_version(path))

    def versions(self, model_path: str) -> Iterator[Resource]:
        return iter(again(lambda: list(self._serving.versions(model_path))))

    def operations(self, parent: str) -> Iterator[Resource]:
        return iter(again(lambda: list(self._serving.operations(parent))))

    def predict(self, path: str, body: Body) -> Resource:
        return again(lambda: self._serving.predict(path, body))

    def agent(self, parent: str) -> str:
        return again(lambda: self._serving.agent(parent))

    def locations(self, parent: str) -> Iterator[Resource]:
        return iter(again(lambda: list(self._serving.locations(parent))))
