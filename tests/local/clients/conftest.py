"""One platform and one shell environment, as `modelport local env` makes it, for the tests of a process."""

import os
from collections.abc import Iterator
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from local.clients.shell import Shell
from modelport.platforms.local import LocalPlatform

PROJECT = "client-project"


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    running = LocalPlatform(tmp_path_factory.mktemp("clients") / "local home")
    running.home.mkdir()
    running.start()
    yield running
    running.stop()
    log = running.home / "server.log"
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def shell(platform: LocalPlatform) -> Shell:
    """Runs commands in the environment that the platform prints."""
    return Shell(os.environ | platform.env(PROJECT) | {"CLOUDSDK_CORE_DISABLE_PROMPTS": "1"})


@pytest.fixture(scope="session")
def model_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a classifier that tells positive first features from negative ones."""
    directory = tmp_path_factory.mktemp("model") / "export"
    directory.mkdir()
    features = np.random.default_rng(5).normal(size=(100, 4))
    joblib.dump(LogisticRegression().fit(features, (features[:, 0] > 0).astype(int)), directory / "model.joblib")
    return directory
