"""Logs of versions, read from the running platform."""

from collections.abc import Iterable
from contextlib import closing

import pytest

from modelport.errors import VersionFailed
from modelport.inventory.waiting import finished
from modelport.platforms.bodies import Body
from modelport.platforms.logging import LogLine, LogReader
from modelport.platforms.loopback import LoopbackClient
from modelport.platforms.session import Session


def test_a_log_holds_nothing_of_a_name_in_other_letters(session: Session) -> None:
    places = {("lettered", "v1"), ("Lettered", "v1"), ("lettered", "V1")}
    with closing(LoopbackClient(session)) as serving, closing(LogReader(session)) as logs:
        for model, version in places:
            fail(serving, session.project, model, version)
        for model, version in places:
            assert staged(logs.entries(model, version)) == [f"staging gs://nothing-here/{model}/{version}/"]
        assert len(staged(logs.entries("lettered"))) == 2
        assert len(staged(logs.entries("Lettered"))) == 1
        assert not list(logs.entries("LETTERED"))


def staged(lines: Iterable[LogLine]) -> list[str]:
    return [line.text for line in lines if line.text.startswith("staging")]


def fail(serving: LoopbackClient, project: str, model: str, version: str) -> None:
    path = f"projects/{project}/models/{model}"
    if serving.find_model(path) is None:
        serving.create_model(f"projects/{project}", {"name": model, "regions": ["us-central1"]})
    body: Body = {
        "name": version, "deploymentUri": f"gs://nothing-here/{model}/{version}/", "runtimeVersion": "2.11",
        "pythonVersion": "3.7", "framework": "SCIKIT_LEARN", "machineType": "n1-standard-2",
        "autoScaling": {"minNodes": 1},
    }  # fmt: skip
    with pytest.raises(VersionFailed):
        finished(serving, serving.create_version(path, body))
