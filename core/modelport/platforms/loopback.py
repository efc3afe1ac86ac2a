"""AI Platform `ml` v1 on this machine with a token from a file: no library of Google's, so that it starts at once."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from modelport.errors import NotFound

from . import shapes
from .bodies import Body
from .calls import JsonCalls, every_page
from .misread import understood
from .serving import Operation, Resource, as_operation
from .session import Session

PAGE_SIZE = 100


class LoopbackClient:
    """The ServingPlatform of an endpoint on this machine; for one thread."""

    def __init__(self, session: Session) -> None:
        self._calls = JsonCalls(session, session.ml_url())

    def close(self) -> None:
        """Closes the connection."""
        self._calls.close()

    def find_model(self, path: str) -> Resource | None:
        return self._find(path, f"read the model {path}", shapes.Model)

    def models(self, parent: str) -> Iterator[Resource]:
        return self._pages(f"{parent}/models", "models", f"list the models of {parent}")

    def create_model(self, parent: str, body: Body) -> Resource:
        doing = f"create the model {body.get('name')}"
        return self._resource(shapes.Model, "POST", f"{parent}/models", doing, body, stage="create_model")

    def update_model(self, path: str, body: Body, mask: Sequence[str]) -> Operation:
        return self._patch(path, body, mask, f"update the model {path}")

    def delete_model(self, path: str) -> Operation:
        return self._operate("DELETE", path, f"delete the model {path}", stage="patch_or_delete")

    def find_version(self, path: str) -> Resource | None:
        return self._find(path, f"read the version {path}", shapes.Version)

    def versions(self, model_path: str) -> Iterator[Resource]:
        return self._pages(f"{model_path}/versions", "versions", f"list the versions of {model_path}")

    def create_version(self, model_path: str, body: Body) -> Operation:
        doing = f"create the version {body.get('name')}"
        return self._operate("POST", f"{model_path}/versions", doing, body, stage="create_version")

    def update_version(self, path: str, body: Body, mask: Sequence[str]) -> Operation:
        return self._patch(path, body, mask, f"update the version {path}")

    def delete_version(self, path: str) -> Operation:
        return self._operate("DELETE", path, f"delete the version {path}", stage="patch_or_delete")

    def set_default(self, path: str) -> Resource:
        return self._resource(shapes.Version, "POST", f"{path}:setDefault", f"make {path} the default", {})

    def operation(self, name: str) -> Operation:
        return self._operate("GET", name, f"read the operation {name}")

    def operations(self, parent: str) -> Iterator[Resource]:
        return self._pages(f"{parent}/operations", "operations", f"list the operations of {parent}")

    def cancel_operation(self, name: str) -> None:
        self._call("POST", f"{name}:cancel", f"cancel the operation {name}", {})

    def predict(self, path: str, body: Body) -> Resource:
        return self._call("POST", f"{path}:predict", f"get a prediction from {path}", body, stage="predict")

    def agent(self, parent: str) -> str:
        config = self._resource(shapes.Config, "GET", f"{parent}:getConfig", f"read the configuration of {parent}")
        return str(config["serviceAccount"])

    def locations(self, parent: str) -> Iterator[Resource]:
        return self._pages(f"{parent}/locations", "locations", f"list the locations of {parent}")

    def _find(self, path: str, doing: str, kind: type[msgspec.Struct]) -> Resource | None:
        try:
            return self._resource(kind, "GET", path, doing)
        except NotFound:
            return None

    def _patch(self, path: str, body: Body, mask: Sequence[str], doing: str) -> Operation:
        query = {"updateMask": ",".join(mask)}
        return self._operate("PATCH", path, doing, body, query, stage="patch_or_delete")

    def _operate(
        self, method: str, path: str, doing: str, body: Body | None = None, query: dict[str, str] | None = None,
        stage: str = "any",
    ) -> Operation:  # fmt: skip
        return as_operation(self._resource(shapes.LongRunning, method, path, doing, body, query, stage))

    def _pages(self, path: str, items: str, doing: str) -> Iterator[Resource]:
        def page(token: str) -> tuple[list[Resource], str]:
            query = {"pageSize": str(PAGE_SIZE)} | ({"pageToken": token} if token else {})
            found = self._call("GET", path, doing, query=query)
            with understood(doing):
                return shapes.page(found, items)

        return every_page(page)

    def _resource(
        self, kind: type[msgspec.Struct], method: str, path: str, doing: str, body: Body | None = None,
        query: dict[str, str] | None = None, stage: str = "any",
    ) -> Resource:  # fmt: skip
        answer = self._call(method, path, doing, body, query, stage)
        with understood(doing):
            return shapes.checked(answer, kind)

    def _call(
        self, method: str, path: str, doing: str, body: Body | None = None, query: dict[str, str] | None = None,
        stage: str = "any",
    ) -> Resource:  # fmt: skip
        url = f"/v1/{quote(path, safe='/:')}" + (f"?{urlencode(query)}" if query else "")
        answer: Resource = self._calls.read(dict[str, Any], doing, method, url, body, stage)
        return answer
