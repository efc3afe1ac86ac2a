"""Deploying a TensorFlow SavedModel; a module of its own, because importing TensorFlow takes seconds."""

import threading
from pathlib import Path

import pytest

from modelport.events import RunFinished
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.run import run

from .conftest import Deployment, Trained


@pytest.fixture(scope="module")
def saved_model(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    import tensorflow as tf

    class Doubling(tf.Module):  # type: ignore[misc]  # TensorFlow has no types
        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32, "x")])  # type: ignore[untyped-decorator]
        def __call__(self, x: object) -> object:
            return {"y": 2 * x}  # type: ignore[operator]

    directory = tmp_path_factory.mktemp("export")
    model = Doubling()
    tf.saved_model.save(model, str(directory), signatures=model.__call__)
    return Trained(directory, ([1.0, 2.5], [3.0, -4.0]), [[2.0, 5.0], [6.0, -8.0]])


def test_a_saved_model_is_deployed_with_all_its_files(
    deployment: Deployment, saved_model: Trained, tmp_path: Path
) -> None:
    request, report = deployment(saved_model)
    assert report.framework == "TENSORFLOW"
    plan = make_plan(request, report)
    events = list(run(plan, request, report, Journal.create(request, plan), threading.Event()))
    finished = events[-1]
    assert isinstance(finished, RunFinished), finished
    assert list(finished.predictions or ()) == saved_model.predictions
