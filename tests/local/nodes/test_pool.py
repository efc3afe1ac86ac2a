"""Pools of real nodes: death, time-outs, scaling, and callers that go away."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from local.nodes.asking import Lines, ask
from modelport_local.nodes.forking import CannotStart, Zygotes
from modelport_local.nodes.node import LoadFailed
from modelport_local.nodes.pool import NodePool
from modelport_local.nodes.scaling import Scaling
from modelport_local.nodes.spec import NodeSpec
from waiting import PATIENCE_SECONDS, until_true

pytestmark = pytest.mark.asyncio(loop_scope="module")
Pools = Callable[..., NodePool]


def body(value: object) -> bytes:
    return json.dumps({"instances": [[value]]}).encode()


def prediction(answer: tuple[int, bytes]) -> float:
    assert answer[0] == 200, answer
    value: float = json.loads(answer[1])["predictions"][0]
    return value


SLEEPER = """
import time
class Sleeper:
    from_path = classmethod(lambda cls, model_dir: cls())
    def predict(self, instances, **kwargs):
        time.sleep(instances[0][0])
        return [0]
"""
FRAGILE = """
import os
class Fragile:
    from_path = classmethod(lambda cls, model_dir: cls())
    def predict(self, instances, **kwargs):
        if instances[0][0] < 0:
            os._exit(3)
        return [instances[0][0]]
"""
HUNGRY = """
import time
class Hungry:
    def __init__(self, megabytes=0):
        self.held = b"x" * (megabytes << 20)
        while megabytes:
            time.sleep(1)
    from_path = classmethod(lambda cls, model_dir: cls(MEGABYTES))
    def predict(self, instances, **kwargs):
        return [Hungry(instances[0][0])]
"""
CHATTY = """
import os
class Chatty:
    from_path = classmethod(lambda cls, model_dir: cls())
    def predict(self, instances, **kwargs):
        for descriptor in range(3, 30) if instances[0][0] == 0 else ():
            try:
                os.write(descriptor, bytes([255]) * 100)
            except OSError:
                pass
        return ["x" * instances[0][0]]
"""
PRINTER = """
import os
print("seen", sorted(os.environ), os.getcwd() == os.environ["HOME"], os.getsid(0) == os.getpid())
"""


def routine(path: Path, source: str, name: str) -> NodeSpec:
    """A node that serves a class of this source."""
    (path / "routine.py").write_text(source)
    return NodeSpec(str(path), str(path), "", f"routine.{name}", (str(path),))


async def test_many_callers_get_their_own_answers(pools: Pools, doubling: Path) -> None:
    pool = pools(doubling, Scaling(2, 2))
    await pool.load()
    answers = await asyncio.gather(*(ask(pool, body(number)) for number in range(2000)))
    assert [prediction(answer) for answer in answers] == [2.0 * number for number in range(2000)]


async def test_a_killed_node_is_replaced_and_its_requests_are_answered(pools: Pools, doubling: Path) -> None:
    pool = pools(doubling, Scaling(2, 2))
    await pool.load()
    await until_true(lambda: sum(node.is_ready for node in pool.nodes) == 2, "two nodes are ready")
    victim = pool.nodes[0].pid
    asked = [ask(pool, body(number)) for number in range(100)]
    os.kill(victim, signal.SIGKILL)
    assert [prediction(answer) for answer in await asyncio.gather(*asked)] == [2.0 * n for n in range(100)]
    await until_true(lambda: sum(node.is_ready for node in pool.nodes) == 2, "the node is replaced")
    assert victim not in [node.pid for node in pool.nodes]


async def test_the_only_node_may_die_too(pools: Pools, doubling: Path, lines: Lines) -> None:
    pool = pools(doubling, Scaling(1, 1))
    await pool.load()
    os.kill(pool.nodes[0].pid, signal.SIGKILL)
    assert prediction(await ask(pool, body(4))) == 8.0
    await until_true(lambda: "node-1 was ended by signal 9" in lines.texts, "the log says so")


async def test_a_dead_zygote_is_started_again(pools: Pools, zygotes: Zygotes, doubling: Path) -> None:
    pool = pools(doubling, Scaling(1, 1))
    await pool.load()
    zygote = await zygotes.get("SCIKIT_LEARN")
    zygote.stop()
    assert prediction(await ask(pool, body(5))) == 10.0
    assert (await zygotes.get("SCIKIT_LEARN")).alive


async def test_nodes_die_with_their_zygote(pools: Pools, zygotes: Zygotes, doubling: Path) -> None:
    pool = pools(doubling, Scaling(1, 1))
    await pool.load()
    pid = pool.nodes[0].pid
    (await zygotes.get("SCIKIT_LEARN")).stop()
    await until_true(lambda: not Path(f"/proc/{pid}").exists() or "Z" in state(pid), "the node is gone")


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


async def test_a_caller_that_gives_up_disturbs_nobody(pools: Pools, doubling: Path) -> None:
    pool = pools(doubling, Scaling(1, 1))
    await pool.load()
    asked = [ask(pool, body(number)) for number in range(50)]
    for future in asked[::2]:
        future.cancel()
    assert [prediction(await future) for future in asked[1::2]] == [2.0 * n for n in range(1, 50, 2)]
    assert prediction(await ask(pool, body(1))) == 2.0


async def test_a_request_that_takes_too_long_is_ended_with_its_node(pools: Pools, tmp_path: Path) -> None:
    pool = pools(routine(tmp_path, SLEEPER, "Sleeper"), Scaling(1, 1), seconds=0.2)
    await pool.load()
    asked, pid = ask(pool, body(3600)), pool.nodes[0].pid

    def answered() -> bool:
        pool.tick()
        return asked.done()

    await until_true(answered, "the request is refused")
    assert asked.result()[0] == 504
    await until_true(lambda: pool.nodes and pool.nodes[0].is_ready and pool.nodes[0].pid != pid, "a new node is ready")


async def test_a_request_that_ends_nodes_is_refused_alone(pools: Pools, tmp_path: Path) -> None:
    pool = pools(routine(tmp_path, FRAGILE, "Fragile"), Scaling(1, 1))
    await pool.load()
    asked = [ask(pool, body(-1 if number == 10 else number)) for number in range(40)]
    answers = await asyncio.gather(*asked)
    assert [status for status, _ in answers] == [503 if number == 10 else 200 for number in range(40)]
    assert [prediction(answer) for answer in answers if answer[0] == 200] == [n for n in range(40) if n != 10]
    await until_true(lambda: pool.trouble.endswith("ended with exit code 3."), "the pool tells")
    assert not pool.is_down


async def test_what_a_node_sends_is_bounded(pools: Pools, tmp_path: Path) -> None:
    pool = pools(routine(tmp_path, CHATTY, "Chatty"), Scaling(1, 1))
    await pool.load()
    pid = pool.nodes[0].pid
    status, answer = await ask(pool, body(3_000_000))
    assert (status, "the response has 3000021 bytes, more than the limit" in answer.decode()) == (400, True)
    assert (await ask(pool, body(1)))[0] == 200
    assert pool.nodes[0].pid == pid
    assert (await ask(pool, body(0)))[0] == 503
    assert "it sent something else than answers" in pool.trouble
    assert (await ask(pool, body(1)))[0] == 200


async def test_a_node_that_eats_more_memory_than_its_machine_has_is_ended(pools: Pools, tmp_path: Path) -> None:
    spec = routine(tmp_path, HUNGRY.replace("MEGABYTES", "0"), "Hungry")
    pool = pools(msgspec.structs.replace(spec, memory=400 << 20), Scaling(1, 1))
    await pool.load()
    asked = ask(pool, body(500))

    def answered() -> bool:
        pool.tick()
        return asked.done()

    await until_true(answered, "the request is refused")
    assert asked.result()[0] == 503
    assert "MB of memory, and its machine type has 400" in pool.trouble


async def test_a_model_that_eats_more_memory_than_its_machine_has_does_not_load(pools: Pools, tmp_path: Path) -> None:
    spec = routine(tmp_path, HUNGRY.replace("MEGABYTES", "500"), "Hungry")
    with pytest.raises(LoadFailed, match="Model requires more memory than allowed"):
        await pools(msgspec.structs.replace(spec, memory=400 << 20), Scaling(1, 1)).load()


async def test_nodes_that_do_not_start_again_are_told(pools: Pools, tmp_path: Path, doubling: Path) -> None:
    model = tmp_path / "model.joblib"
    model.write_bytes((doubling / model.name).read_bytes())
    pool = pools(tmp_path, Scaling(1, 1))
    await pool.load()
    assert (pool.trouble, pool.is_down) == ("", False)
    model.unlink()
    os.kill(pool.nodes[0].pid, signal.SIGKILL)
    await until_true(lambda: pool.is_down, "the pool gives up")
    assert "A node could not be started" in pool.trouble
    assert "Could not find either model.joblib" in pool.trouble
    assert (await ask(pool, body(1)))[0] == 503
    model.write_bytes((doubling / model.name).read_bytes())
    await until_true(lambda: not pool.is_down, "a node is there again")
    assert prediction(await ask(pool, body(1))) == 2.0


async def test_a_broken_model_gives_its_reason_and_no_restarts(pools: Pools, tmp_path: Path, lines: Lines) -> None:
    (tmp_path / "model.joblib").write_bytes(b"broken")
    pool = pools(tmp_path, Scaling(1, 1))
    with pytest.raises(LoadFailed, match=r"Could not load the model: model\.joblib"):
        await pool.load()
    assert pool.nodes == ()
    assert any("Traceback" in text for text in lines.texts)


async def test_a_model_that_ends_the_process_is_reported(pools: Pools, tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(b"cos\n_exit\n(I3\ntR.")
    pool = pools(tmp_path, Scaling(1, 1), framework="")
    with pytest.raises(LoadFailed, match="its process ended while it loaded the model"):
        await pool.load()


async def test_a_node_sees_a_scrubbed_environment(
    pools: Pools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    with pytest.raises(LoadFailed, match="cannot be found"):
        await pools(routine(tmp_path, PRINTER, "Missing"), Scaling(1, 1)).load()
    seen = next(text for text in lines.texts if text.startswith("seen"))
    assert "SECRET_TOKEN" not in seen
    assert seen.endswith("True True")


async def test_idle_nodes_stop_and_the_next_request_starts_one(pools: Pools, doubling: Path) -> None:
    pool = pools(doubling, Scaling(0, 2, idle_seconds=0.0))
    await pool.load()

    def empty() -> bool:
        pool.tick()
        return not pool.nodes

    await until_true(empty, "the pool is empty")
    assert prediction(await ask(pool, body(3))) == 6.0


async def test_load_adds_nodes_up_to_the_maximum(pools: Pools, tmp_path: Path) -> None:
    pool = pools(routine(tmp_path, SLEEPER, "Sleeper"), Scaling(1, 3))
    await pool.load()
    asked = [ask(pool, body(0.05)) for _ in range(30)]

    def grown() -> bool:
        pool.tick()
        return sum(node.is_ready for node in pool.nodes) == 3

    await until_true(grown, "three nodes are ready")
    assert {status for status, _ in await asyncio.gather(*asked)} == {200}


async def test_no_request_fails_while_nodes_come_and_go(pools: Pools, doubling: Path) -> None:
    pool, number = pools(doubling, Scaling(1, 1)), 0
    await pool.load()
    for nodes in (3, 1, 2, 1):
        pool.scaling = Scaling.manual(nodes)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while [node.is_ready for node in pool.nodes] != [True] * nodes:
            assert time.monotonic() < deadline
            asked = [ask(pool, body(number + place)) for place in range(5)]
            pool.tick()
            answers = [prediction(answer) for answer in await asyncio.gather(*asked)]
            assert answers == [2.0 * (number + place) for place in range(5)]
            number += 1


async def test_busy_processors_add_a_node_though_nobody_waits(pools: Pools, doubling: Path) -> None:
    pool = pools(doubling, Scaling(1, 2, cpu_target=0.01, cpu_seconds=0.2))
    await pool.load()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sum(node.is_ready for node in pool.nodes) < 2:
        assert time.monotonic() < deadline
        assert prediction(await ask(pool, body(1))) == 2.0
        pool.tick()


async def test_a_framework_that_is_not_there_is_named(zygotes: Zygotes) -> None:
    with pytest.raises(CannotStart):
        await zygotes.get("NO_SUCH_FRAMEWORK")


async def test_a_pool_that_stops_refuses_what_waits(zygotes: Zygotes, lines: Lines, tmp_path: Path) -> None:
    pool = NodePool(routine(tmp_path, SLEEPER, "Sleeper"), Scaling(1, 1), zygotes, lines)
    await pool.load()
    asked = ask(pool, body(3600))
    await pool.stop()
    assert (await asked)[0] == 503
