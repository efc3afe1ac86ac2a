"""Real nodes of real models, without the HTTP front."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import joblib
import numpy as np
import pytest
import pytest_asyncio
from sklearn.linear_model import LinearRegression

from local.nodes.asking import Lines
from modelport_local.nodes.forking import Zygotes
from modelport_local.nodes.pool import NodePool
from modelport_local.nodes.scaling import Scaling
from modelport_local.nodes.spec import NodeSpec


@pytest.fixture(scope="session")
def doubling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a model that doubles its one feature, exactly for small integers."""
    root = tmp_path_factory.mktemp("doubling")
    model = LinearRegression().fit([[0.0], [1.0]], [0.0, 1.0])
    model.coef_, model.intercept_ = np.array([2.0]), 0.0
    joblib.dump(model, root / "model.joblib")
    return root


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def zygotes(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Zygotes]:
    """Zygotes for all tests of a module, since loading a framework takes a second or more."""
    running = Zygotes(tmp_path_factory.mktemp("zygotes"))
    yield running
    await running.stop()


@pytest.fixture
def lines() -> Lines:
    """What the nodes of the test wrote."""
    return Lines()


@pytest_asyncio.fixture(loop_scope="module")
async def pools(zygotes: Zygotes, lines: Lines, tmp_path: Path) -> AsyncIterator[Callable[..., NodePool]]:
    """Makes pools that end with the test."""
    made: list[NodePool] = []

    def make(
        model: Path | NodeSpec, scaling: Scaling, framework: str = "SCIKIT_LEARN", seconds: float = 60.0
    ) -> NodePool:
        spec = model if isinstance(model, NodeSpec) else NodeSpec(str(model), str(tmp_path), framework)
        made.append(NodePool(spec, scaling, zygotes, lines, seconds))
        return made[-1]

    yield make
    for pool in made:
        await pool.stop()
