"""Calls by a method's id: the URL comes from the discovery document, and the answer is held against it."""

import http.client
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from contracts.discovery.schema import document, methods, violations
from modelport.platforms.local import LocalPlatform
from waiting import PATIENCE_SECONDS

UNCHECKED = {"GoogleApi__HttpBody"}
"""Answers that carry any content."""


@dataclass
class Api:
    """One API of a running platform; `answered` are the ids of the methods that answered."""

    name: str
    platform: LocalPlatform
    prefix: str = ""
    answered: set[str] = field(default_factory=set)

    def ask(self, method_id: str, body: object = None, **parameters: Any) -> Any:
        """The checked answer; parameters that the path does not hold go into the query."""
        method = methods(self.name)[method_id]
        path, used = _expanded(method["path"], parameters)
        query = {name: value for name, value in parameters.items() if name not in used}
        target = f"{self.prefix}/{document(self.name)['servicePath']}{path}" + (f"?{urlencode(query)}" if query else "")
        answer = self._checked(method, *self.send(method["httpMethod"], target, body))
        self.answered.add(method_id)
        return answer

    def upload(self, bucket: str, name: str, content: bytes) -> Any:
        """`storage.objects.insert` of a whole content."""
        method = methods("storage")["storage.objects.insert"]
        path = method["mediaUpload"]["protocols"]["simple"]["path"].replace("{bucket}", bucket)
        answer = self._checked(method, *self.send("POST", f"{path}?uploadType=media&name={quote(name)}", content))
        self.answered.add(method["id"])
        return answer

    def send(self, verb: str, target: str, body: object = None) -> tuple[int, bytes]:
        """Status and body of a plain call."""
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body) if body is not None else None
        connection = http.client.HTTPConnection("127.0.0.1", self.platform.status().port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(verb, target, raw, {"Authorization": f"Bearer {self.platform.token}"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _checked(self, method: dict[str, Any], status: int, raw: bytes) -> Any:
        assert status < 300, f"{method['id']}: {status} {raw!r}"
        if "response" not in method:
            assert not raw, f"{method['id']} answers nothing"
            return None
        answer = msgspec.json.decode(raw)
        schema = method["response"]["$ref"]
        if schema not in UNCHECKED:
            assert violations(self.name, schema, answer) == [], method["id"]
        return answer


def _expanded(template: str, parameters: dict[str, Any]) -> tuple[str, set[str]]:
    used = set(re.findall(r"\{\+?(\w+)\}", template))

    def value(found: re.Match[str]) -> str:
        return quote(str(parameters[found[2]]), safe="/" if found[1] else "")

    return re.sub(r"\{(\+?)(\w+)\}", value, template), used
