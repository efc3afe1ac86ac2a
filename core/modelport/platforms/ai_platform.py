"""AI Platform `ml` v1 through google-api-python-client."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from googleapiclient.discovery import build

from modelport.errors import NotFound

from . import shapes
from .bodies import Body
from .failures import translated
from .misread import understood
from .serving import Operation, Resource, as_operation
from .session import Session
from .transport import authorized_http

PAGE_SIZE = 100


class AiPlatformClient:
    """The ServingPlatform of AI Platform Prediction, on the endpoint of the session's region; for one thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._http = authorized_http(session)
        self._projects = build(
            "ml",
            "v1",
            http=self._http,
            static_discovery=True,
            client_options={"api_endpoint": session.ml_url()},
        ).projects()
        self._models = self._projects.models()
        self._versions = self._models.versions()
        self._operations = self._projects.operations()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def find_model(self, path: str) -> Resource | None:
        return self._find(self._models.get(name=path), f"read the model {path}", shapes.Model)

    def models(self, parent: str) -> Iterator[Resource]:
        return self._pages(self._models, "models", f"list the models of {parent}", parent=parent)

    def create_model(self, parent: str, body: Body) -> Resource:
        call = self._models.create(parent=parent, body=body)
        return self._call(call, f"create the model {body.get('name')}", "create_model", shapes.Model)

    def update_model(self, path: str, body: Body, mask: Sequence[str]) -> Operation:
        call = self._models.patch(name=path, body=body, updateMask=",".join(mask))
        return self._operate(call, f"update the model {path}", "patch_or_delete")

    def delete_model(self, path: str) -> Operation:
        return self._operate(self._models.delete(name=path), f"delete the model {path}", "patch_or_delete")

    def find_version(self, path: str) -> Resource | None:
        return self._find(self._versions.get(name=path), f"read the version {path}", shapes.Version)

    def versions(self, model_path: str) -> Iterator[Resource]:
        return self._pages(self._versions, "versions", f"list the versions of {model_path}", parent=model_path)

    def create_version(self, model_path: str, body: Body) -> Operation:
        call = self._versions.create(parent=model_path, body=body)
        return self._operate(call, f"create the version {body.get('name')}", "create_version")

    def update_version(self, path: str, body: Body, mask: Sequence[str]) -> Operation:
        call = self._versions.patch(name=path, body=body, updateMask=",".join(mask))
        return self._operate(call, f"update the version {path}", "patch_or_delete")

    def delete_version(self, path: str) -> Operation:
        return self._operate(self._versions.delete(name=path), f"delete the version {path}", "patch_or_delete")

    def set_default(self, path: str) -> Resource:
        call = self._versions.setDefault(name=path, body={})
        return self._call(call, f"make {path} the default", "any", shapes.Version)

    def operation(self, name: str) -> Operation:
        return self._operate(self._operations.get(name=name), f"read the operation {name}", "any")

    def operations(self, parent: str) -> Iterator[Resource]:
        return self._pages(self._operations, "operations", f"list the operations of {parent}", name=parent)

    def cancel_operation(self, name: str) -> None:
        self._call(self._operations.cancel(name=name), f"cancel the operation {name}", "any")

    def predict(self, path: str, body: Body) -> Resource:
        call = self._projects.predict(name=path, body=body)
        return self._call(call, f"get a prediction from {path}", "predict")

    def agent(self, parent: str) -> str:
        call = self._projects.getConfig(name=parent)
        config = self._call(call, f"read the configuration of {parent}", "any", shapes.Config)
        return str(config["serviceAccount"])

    def locations(self, parent: str) -> Iterator[Resource]:
        return self._pages(self._projects.locations(), "locations", f"list the locations of {parent}", parent=parent)

    def _call(self, call: Any, doing: str, stage: str, kind: type[msgspec.Struct] = msgspec.Struct) -> Resource:
        with translated(self._session, doing, stage):
            answer = call.execute()
            if isinstance(answer, str):  # what this library makes of a body that is no JSON
                answer = json.loads(answer)
            return shapes.checked(answer, kind)

    def _find(self, call: Any, doing: str, kind: type[msgspec.Struct]) -> Resource | None:
        try:
            return self._call(call, doing, "any", kind)
        except NotFound:
            return None

    def _operate(self, call: Any, doing: str, stage: str) -> Operation:
        return as_operation(self._call(call, doing, stage, shapes.LongRunning))

    def _pages(self, collection: Any, items: str, doing: str, **where: str) -> Iterator[Resource]:
        call = collection.list(pageSize=PAGE_SIZE, **where)
        while call is not None:
            page = self._call(call, doing, "any")
            with understood(doing):
                listed, _ = shapes.page(page, items)
            yield from listed
            call = collection.list_next(call, page)
