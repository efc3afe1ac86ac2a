"""AI Platform `ml` v1 on this machine with a token from a file: no library of Google's, so that it starts at once."""

import http.client
import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode, urlsplit

from modelport.errors import PlatformError

from .bodies import Body
from .call_log import timed
from .serving import Operation, Resource
from .session import Session

PAGE_SIZE = 100
TIMEOUT_SECONDS = 90.0
"""Above the 60 s after which the platform gives a prediction up."""
STALE = (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected)
"""What a connection that was closed while it was idle says."""


class LoopbackClient:
    """The ServingPlatform of an endpoint on this machine; for one thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        address = urlsplit(session.ml_url())
        self._prefix = address.path.rstrip("/")
        self._connection = http.client.HTTPConnection(
            address.hostname or "127.0.0.1", address.port, timeout=TIMEOUT_SECONDS
        )

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def find_model(self, path: str) -> Resource | None:
        return self._find(path, f"read the model {path}")

    def models(self, parent: str) -> Iterator[Resource]:
        return self._pages(f"{parent}/models", "models", f"list the models of {parent}")

    def create_model(self, parent: str, body: Body) -> Resource:
        doing = f"create the model {body.get('name')}"
        return self._call("POST", f"{parent}/models", doing, body, stage="create_model")

    def update_model(self, path: str, body: Body, mask: Sequence[str]) -> Operation:
        return self._patch(path, body, mask, f"update the model {path}")

    def delete_model(self, path: str) -> Operation:
        return self._operate("DELETE", path, f"delete the model {path}", stage="patch_or_delete")

    def find_version(self, path: str) -> Resource | None:
        return self._find(path, f"read the version {path}")

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
        return self._call("POST", f"{path}:setDefault", f"make {path} the default", {})

    def operation(self, name: str) -> Operation:
        return self._operate("GET", name, f"read the operation {name}")

    def operations(self, parent: str) -> Iterator[Resource]:
        return self._pages(f"{parent}/operations", "operations", f"list the operations of {parent}")

    def cancel_operation(self, name: str) -> None:
        self._call("POST", f"{name}:cancel", f"cancel the operation {name}", {})

    def predict(self, path: str, body: Body) -> Resource:
        return self._call("POST", f"{path}:predict", f"get a prediction from {path}", body, stage="predict")

    def agent(self, parent: str) -> str:
        config = self._call("GET", f"{parent}:getConfig", f"read the configuration of {parent}")
        return str(config.get("serviceAccount", ""))

    def locations(self, parent: str) -> Iterator[Resource]:
        return self._pages(f"{parent}/locations", "locations", f"list the locations of {parent}")

    def _find(self, path: str, doing: str) -> Resource | None:
        """Looking for what is not there is no error, and pays for no import."""
        status, content = self._answer("GET", path, doing)
        return None if status == 404 else self._read(status, content, doing, "any")

    def _patch(self, path: str, body: Body, mask: Sequence[str], doing: str) -> Operation:
        query = {"updateMask": ",".join(mask)}
        return self._operate("PATCH", path, doing, body, query, stage="patch_or_delete")

    def _operate(
        self, method: str, path: str, doing: str, body: Body | None = None, query: dict[str, str] | None = None,
        stage: str = "any",
    ) -> Operation:  # fmt: skip
        answer = self._call(method, path, doing, body, query, stage)
        error = answer.get("error") or {}
        return Operation(str(answer.get("name", "")), bool(answer.get("done")), str(error.get("message", "")))

    def _pages(self, path: str, items: str, doing: str) -> Iterator[Resource]:
        query = {"pageSize": str(PAGE_SIZE)}
        while True:
            page = self._call("GET", path, doing, query=query)
            yield from page.get(items, ())
            if not (token := page.get("nextPageToken")):
                return
            query["pageToken"] = str(token)

    def _call(
        self, method: str, path: str, doing: str, body: Body | None = None, query: dict[str, str] | None = None,
        stage: str = "any",
    ) -> Resource:  # fmt: skip
        status, content = self._answer(method, path, doing, body, query)
        return self._read(status, content, doing, stage)

    def _answer(
        self, method: str, path: str, doing: str, body: Body | None = None, query: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        url = f"{self._prefix}/v1/{quote(path, safe='/:')}" + (f"?{urlencode(query)}" if query else "")
        try:
            return self._exchange(method, url, None if body is None else json.dumps(body).encode())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise _translated(error, self._session, doing, "any") from error

    def _read(self, status: int, content: bytes, doing: str, stage: str) -> Resource:
        if status >= 400:
            raise _refused(status, content, self._session, doing, stage)
        try:
            answer: Resource = json.loads(content)
        except ValueError as error:
            raise _translated(error, self._session, doing, stage) from error
        return answer

    def _exchange(self, method: str, url: str, body: bytes | None) -> tuple[int, bytes]:
        """Sends it once more where an idle connection turns out to be closed; what creates is never sent twice."""
        is_reused = self._connection.sock is not None
        try:
            return self._send(method, url, body)
        except STALE:
            self._connection.close()
            if not is_reused or (method == "POST" and ":" not in url.rpartition("/")[2]):
                raise
        return self._send(method, url, body)

    def _send(self, method: str, url: str, body: bytes | None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._token()}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        with timed(method, f"http://{self._connection.host}:{self._connection.port}{url}") as call:
            self._connection.request(method, url, body, headers)
            answer = self._connection.getresponse()
            call.status = answer.status
            return answer.status, answer.read()

    def _token(self) -> str:
        """Read anew for each call, since the platform may have been started again."""
        file = self._session.token_file
        return file.read_text("ascii", "ignore").strip() if file else ""


def _translated(error: Exception, session: Session, doing: str, stage: str) -> PlatformError:
    """Only an error pays for the import of Google's libraries, whose translation serves here too."""
    from .failures import translate

    return translate(error, session, doing, stage)


def _refused(code: int, content: bytes, session: Session, doing: str, stage: str) -> PlatformError:
    import httplib2
    from googleapiclient.errors import HttpError

    return _translated(HttpError(httplib2.Response({"status": code}), content), session, doing, stage)
