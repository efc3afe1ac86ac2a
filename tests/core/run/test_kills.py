"""A process that is killed anywhere leaves a run that a new one finishes, with nothing sent or created twice."""

import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from modelport.journal import runs
from modelport.plan import make_plan
from modelport.platforms.local import LocalPlatform
from modelport.platforms.resumable import CHUNK_BYTES
from modelport.request import DeploymentRequest, Target

from .conftest import Deployment, Trained
from .flaky import FlakyProxy, before
from .killing import Killable, creations, generations, new_run

STEPS = ("platform", "bucket", "grant", "upload", "model", "version", "wait", "default", "test")
WEIGHTS_BYTES = 2 * CHUNK_BYTES + 1_000_003
OVERHEAD_BYTES = 256 * 1024
"""Everything but files that two processes send."""


def state_of(run_id: str) -> str:
    return next(run.state for run in runs() if run.id == run_id)


def finish(run_id: str, request: DeploymentRequest) -> None:
    """A new process finishes the run, and what was there stays what it was."""
    before_it = generations(request)
    assert Killable(run_id).run() == (0, "RunFinished")
    assert state_of(run_id) == "finished"
    after = generations(request)
    assert before_it.items() <= after.items()
    assert creations(request) == 1


@pytest.mark.parametrize("event", ["StepStarted", "StepFinished"])
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step_leaves_a_run_that_another_one_finishes(
    deployment: Deployment, sklearn_model: Trained, step: str, event: str
) -> None:
    request, report = deployment(sklearn_model)
    request = msgspec.structs.replace(request, bucket=msgspec.structs.replace(request.bucket, project="owner-project"))
    assert [each.id for each in make_plan(request, report).steps] == list(STEPS)
    run_id = new_run(request)
    assert Killable(run_id, event, step).run() == (-signal.SIGKILL, "")
    assert state_of(run_id) == "unfinished"
    finish(run_id, request)
    assert list(generations(request)) == [f"{request.model.name}/v1/model.joblib"]


@pytest.fixture
def proxy(home: LocalPlatform, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlakyProxy]:
    with before(home.status().port) as made:
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", f"{made.url}/regions/us-central1")
        monkeypatch.setenv("MODELPORT_STORAGE_ENDPOINT", made.url)
        monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(home.home / "token"))
        yield made


@pytest.fixture(scope="session")
def weighty(sklearn_model: Trained, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A model with weights of several chunks beside it, which no compression makes small."""
    directory = tmp_path_factory.mktemp("weighty")
    (directory / "model.joblib").write_bytes(sklearn_model.source.read_bytes())
    (directory / "weights.bin").write_bytes(np.random.default_rng(1).bytes(WEIGHTS_BYTES))
    return Trained(directory, sklearn_model.instances, sklearn_model.predictions)


def sizes(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.iterdir())


@pytest.mark.parametrize(
    "offset",
    [1, 300, 1_500, 4_000, 10_000, 1_000_000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 10_000, 12_345_678,
     2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 20_000, 2 * CHUNK_BYTES + 900_000],
)  # fmt: skip
def test_a_process_killed_at_any_byte_that_it_sends_leaves_an_upload_that_goes_on(
    deployment: Deployment, weighty: Trained, proxy: FlakyProxy, offset: int
) -> None:
    request, _ = deployment(weighty)
    request = msgspec.structs.replace(request, target=Target("ai-platform", request.target.project))
    run_id = new_run(request)
    killed = Killable(run_id)
    proxy.stop_after(offset, killed.kill)
    assert killed.run() == (-signal.SIGKILL, "")
    assert proxy.sent == offset
    proxy.let_all_through()
    finish(run_id, request)
    assert set(generations(request)) == {f"{request.model.name}/v1/{name}" for name in ("model.joblib", "weights.bin")}
    assert proxy.sent <= sizes(weighty.source) + CHUNK_BYTES + OVERHEAD_BYTES
