import contextlib
import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelport_local.http.messages import HttpError, Request, Response, json_response
from modelport_local.http.routes import Router


def named(name: str) -> Callable[..., Response]:
    def handler(request: Request, **parameters: str) -> Response:
        return json_response({"name": name, **parameters})

    return handler


@pytest.fixture(scope="module")
def router() -> Router:
    router = Router()
    for method, template in [
        ("GET", "/v1/projects/{project}/models/{model}"),
        ("POST", "/v1/projects/{project}/models"),
        ("POST", "/v1/projects/{project}/models/{model}:predict"),
        ("POST", "/v1/projects/{project}/models/{model}:setIamPolicy"),
        ("GET", "/v1/projects/{project}:getConfig"),
        ("GET", "/b/{bucket}/o"),
        ("GET", "/b/{bucket}/o/{object}"),
        ("GET", "/b/{bucket}/o/fixed"),
        ("PUT", "/b/{bucket}/o/{object}"),
    ]:
        router.add(method, template, named(f"{method} {template}"))
    router.render_errors("/v1", lambda error: json_response({"ml": error.reason}, error.status))
    return router


def content(response: object) -> Any:
    """The JSON of an answer that is complete."""
    assert isinstance(response, Response)
    assert isinstance(response.body, bytes)
    return json.loads(response.body)


def matched(router: Router, method: str, path: str) -> dict[str, str]:
    handler, parameters = router.match(method, path)
    found: dict[str, str] = content(handler(cast(Request, None), **parameters))
    return found


@pytest.mark.parametrize(
    ("method", "path", "name", "parameters"),
    [
        ("GET", "/v1/projects/p/models/m", "/models/{model}", {"project": "p", "model": "m"}),
        ("POST", "/v1/projects/p/models/m:predict", ":predict", {"project": "p", "model": "m"}),
        ("POST", "/v1/projects/p/models/a:b:predict", ":predict", {"project": "p", "model": "a:b"}),
        ("GET", "/v1/projects/p:getConfig", ":getConfig", {"project": "p"}),
        ("GET", "/b/x/o/a%2Fb%20%C3%BC", "/o/{object}", {"bucket": "x", "object": "a/b ü"}),
        ("GET", "/b/x/o/%2E%2E", "/o/{object}", {"bucket": "x", "object": ".."}),
        ("GET", "/b/x/o/a:predict", "/o/{object}", {"bucket": "x", "object": "a:predict"}),
        ("GET", "/b/x/o/fixed", "/o/fixed", {"bucket": "x"}),
        ("PUT", "/b/x/o/fixed", "/o/{object}", {"bucket": "x", "object": "fixed"}),
        ("HEAD", "/b/x/o", "/o", {"bucket": "x"}),
    ],
)
def test_paths_find_their_handler(
    router: Router, method: str, path: str, name: str, parameters: dict[str, str]
) -> None:
    found = matched(router, method, path)
    assert found.pop("name").endswith(name)
    assert found == parameters


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/none", 404),
        ("GET", "/b/x/o/", 404),
        ("GET", "/b//o", 404),
        ("GET", "/b/x/o/a/b", 404),
        ("DELETE", "/b/x/o/a", 405),
        ("POST", "/v1/projects/p/models/:predict", 405),
        ("GET", "/b/x/o/%FF", 400),
    ],
)
def test_what_has_no_handler_is_refused(router: Router, method: str, path: str, status: int) -> None:
    with pytest.raises(HttpError) as caught:
        router.match(method, path)
    assert caught.value.status == status


def test_a_refused_method_names_those_that_are_possible(router: Router) -> None:
    with pytest.raises(HttpError) as caught:
        router.match("DELETE", "/b/x/o/a")
    assert caught.value.headers == {"Allow": "GET, PUT"}


def test_each_api_writes_its_errors_itself(router: Router) -> None:
    error = HttpError(404, "notFound", "Nothing here.")
    assert content(router.error_response("/v1/x", error)) == {"ml": "notFound"}
    storage = content(router.error_response("/v1x", error))
    item = {"domain": "global", "reason": "notFound", "message": "Nothing here."}
    assert storage == {"error": {"code": 404, "message": "Nothing here.", "errors": [item]}}


@given(st.text(max_size=40), st.sampled_from(["GET", "POST", "PUT"]))
def test_any_path_is_either_matched_or_refused(router: Router, path: str, method: str) -> None:
    with contextlib.suppress(HttpError):
        assert router.match(method, path)
