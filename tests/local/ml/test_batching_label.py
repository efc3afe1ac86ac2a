"""The label `modelport-batching` vouches for a model that may look at its rows together, or forbids shared runs."""

import http.client
import io
import json
import os
import signal
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from local.ml.platform import Cloud, Platform
from waiting import until

REQUESTS = 12
PATH = "/v1/projects/batching/models/iris:predict"


def adding_up() -> bytes:
    """model.joblib of a pipeline that adds each row to those before it in the same run, so that sharing shows."""
    model = make_pipeline(FunctionTransformer(np.cumsum, kw_args={"axis": 0}), LinearRegression())
    model.fit([[1.0], [1.0]], [1.0, 2.0])
    file = io.BytesIO()
    joblib.dump(model, file)
    return file.getvalue()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def nodes(platform: Platform) -> list[int]:
    return [node for zygote in children(platform.process.pid) for node in children(zygote)]


def predictions_of_requests_that_wait(cloud: Cloud) -> list[float]:
    """One instance a request; the node is held until the front has passed all of them on."""
    platform = cloud.platform
    connections = [http.client.HTTPConnection(platform.url.removeprefix("http://")) for _ in range(REQUESTS)]
    held = nodes(platform)
    for node in held:
        os.kill(node, signal.SIGSTOP)
    for connection in connections:
        headers = {"Authorization": f"Bearer {platform.token}"}
        connection.request("POST", cloud.prefix + PATH, b'{"instances": [[1.0]]}', headers)
    for _ in range(3):
        assert platform.request("GET", "/healthz")[0] == 200
    for node in held:
        os.kill(node, signal.SIGCONT)
    found = [json.loads(connection.getresponse().read())["predictions"][0] for connection in connections]
    for connection in connections:
        connection.close()
    return sorted(round(value, 6) for value in found)


@pytest.mark.parametrize("labels", [{}, {"modelport-batching": "on"}, {"modelport-batching": "off"}])
def test_the_label_decides_whether_requests_share_a_run(own_platform: Platform, labels: dict[str, str]) -> None:
    cloud = Cloud(own_platform, "batching")
    cloud.create_model()
    assert "response" in cloud.create_version(cloud.upload({"model.joblib": adding_up()}), labels=labels)
    assert cloud.predict({"instances": [[1.0], [1.0]]}, "models/iris")[1]["predictions"] == pytest.approx([1.0, 2.0])
    found = predictions_of_requests_that_wait(cloud)
    cloud.service.close()
    alone = [1.0] * REQUESTS
    assert found != alone if labels.get("modelport-batching") == "on" else found == alone


def test_the_platform_loads_scikit_learn_before_anybody_asks(own_platform: Platform) -> None:
    until(lambda: (own_platform.home / "logs" / "zygote-scikit_learn.log").is_file(), "its zygote is started")
