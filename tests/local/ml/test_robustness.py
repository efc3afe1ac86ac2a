"""Odd requests get an error object, many clients get their own answers, and models stay inside their limits."""

import asyncio
import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import joblib
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeRegressor

from local.ml.platform import Cloud, Platform

WORDS = st.sampled_from(
    ["projects", "models", "versions", "operations", "locations", "iris", "v1", "p:predict", ":", "é", ""]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
VERSION_KEYS = st.sampled_from(
    ["name", "deploymentUri", "framework", "runtimeVersion", "autoScaling", "manualScaling", "labels", "packageUris",
     "acceleratorConfig", "container", "explanationConfig", "etag", "machineType"]
)  # fmt: skip
BODIES = (VALUES | st.dictionaries(VERSION_KEYS, VALUES, max_size=4)).map(lambda value: json.dumps(value).encode())


def is_an_answer(status: int, answer: Any) -> bool:
    return status == 200 or (status != 500 and answer["error"]["code"] == status)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["GET", "POST", "PATCH", "DELETE"]), st.lists(WORDS, max_size=7), BODIES | st.binary(max_size=9))
def test_no_request_breaks_the_platform(platform: Platform, method: str, words: list[str], body: bytes) -> None:
    status, answer = platform.request(method, "/v1/" + "/".join(map(quote, words)), body)
    assert is_an_answer(status, answer)


@settings(max_examples=80, deadline=None)
@given(BODIES, st.sampled_from(["POST", "PATCH"]), st.sampled_from(["", "labels", "autoScaling.minNodes", "x,,y"]))
def test_no_body_breaks_models_and_versions(platform: Platform, body: bytes, method: str, mask: str) -> None:
    platform.request("POST", "/v1/projects/project-fuzz/models", {"name": "m"})
    path = "/v1/projects/project-fuzz/models" + ("/m" if method == "PATCH" else "/m/versions")
    assert is_an_answer(*platform.request(method, f"{path}?updateMask={quote(mask)}", body))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["filter", "orderBy", "pageToken", "pageSize", "resourceNames"]), VALUES))
@example({"pageSize": -1})
def test_no_body_breaks_the_log(platform: Platform, body: dict[str, Any]) -> None:
    assert is_an_answer(*platform.request("POST", "/v2/entries:list", json.dumps(body).encode()))


@pytest.mark.parametrize("depth", [100, 300, 450, 700, 950, 5000])
@pytest.mark.parametrize("parts", [('{"a":', "}"), ("[", "]")], ids=["objects", "arrays"])
def test_no_depth_of_a_body_breaks_anything(platform: Platform, depth: int, parts: tuple[str, str]) -> None:
    nested = parts[0] * depth + "1" + parts[1] * depth
    models = "/v1/projects/project-fuzz/models"
    platform.request("POST", models, {"name": "m"})
    for path in (models, f"{models}/m:setIamPolicy", "/v2/entries:list"):
        assert is_an_answer(*platform.request("POST", path, f'{{"policy": {nested}, "orderBy": {nested}}}'.encode()))


FILTER_WORDS = [
    "(", ")", "AND", "OR", "NOT", "-", "=", "=~", "!~", ":", ">=", '"', "severity", "timestamp", "a.b", "ERROR", "\\",
    "--", "*", "log_id", "SEARCH", ",", '"x"', '"(a+)+$"', "[", "{2}", "é", "'", " ", "\n",
]  # fmt: skip
FILTERS = st.lists(st.sampled_from(FILTER_WORDS), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@given(FILTERS)
def test_no_filter_breaks_the_log(platform: Platform, text: str) -> None:
    body = json.dumps({"resourceNames": ["projects/project-fuzz"], "filter": text}).encode()
    assert is_an_answer(*platform.request("POST", "/v2/entries:list", body))


async def test_many_clients_get_their_own_answers(cloud: Cloud, tmp_path: Path) -> None:
    model = DecisionTreeRegressor().fit(np.arange(400.0).reshape(-1, 1), np.arange(400.0))
    joblib.dump(model, tmp_path / "model.joblib")
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": (tmp_path / "model.joblib").read_bytes()}))
    with ThreadPoolExecutor(16) as threads:
        loop = asyncio.get_running_loop()
        asked = [
            loop.run_in_executor(threads, cloud.predict, {"instances": [[number]] if number % 7 else [["bad"]]})
            for number in range(400)
        ]
        answers = await asyncio.gather(*asked)
    for number, (status, answer) in enumerate(answers):
        assert (status, answer.get("predictions")) == ((200, [float(number)]) if number % 7 else (400, None))


def test_a_model_that_needs_more_memory_than_its_node_fails(clouds: Callable[..., Cloud]) -> None:
    cloud = clouds("global")
    cloud.create_model()
    three_gigabytes = b"cnumpy\nzeros\n(I400000000\ntR."
    operation = cloud.create_version(cloud.upload({"model.pkl": three_gigabytes}), framework="SCIKIT_LEARN")
    assert "requires more memory than allowed" in operation["error"]["message"]


def test_clients_that_hang_up_disturb_nobody(ready: Cloud) -> None:
    host, _, port = ready.platform.url.removeprefix("http://").partition(":")
    body = b'{"instances": [[1, 2, 3, 4]]}'
    head = (
        f"POST {ready.prefix}/v1/{ready.parent}/models/iris:predict HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Authorization: Bearer {ready.platform.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    for cut in range(0, 60, 2):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall((head.encode() + body) * 5 + head.encode() + body[: cut % len(body)])
    status, answer = ready.predict(body)
    assert (status, len(answer["predictions"])) == (200, 1)
