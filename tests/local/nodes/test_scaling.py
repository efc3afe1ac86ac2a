"""The number of nodes follows the load, with patience."""

import os

import pytest

from modelport_local.nodes.accounts import ProcessorUse, account_of
from modelport_local.nodes.scaling import BUSY_PER_NODE, CEILING, Demand, Load, Scaling


def follow(scaling: Scaling, overdue: list[int], active: bool = False) -> list[int]:
    """The number of nodes after each tick of a second."""
    demand, nodes, seen = Demand(), scaling.minimum, []
    for tick, count in enumerate(overdue):
        nodes = demand.wanted(scaling, nodes, Load(active or count > 0, count), float(tick))
        seen.append(nodes)
    return seen


def test_one_busy_moment_changes_nothing() -> None:
    assert follow(Scaling(1, 5), [BUSY_PER_NODE * 3, 0, BUSY_PER_NODE * 3, 0]) == [1, 1, 1, 1]


def test_lasting_load_adds_nodes_up_to_the_maximum() -> None:
    assert follow(Scaling(1, 4), [BUSY_PER_NODE * 10] * 4) == [1, 4, 4, 4]


def test_nodes_leave_one_by_one_after_a_quiet_time() -> None:
    busy, quiet = [BUSY_PER_NODE * 3] * 2, [0] * 7
    assert follow(Scaling(0, 3, idle_seconds=2.0), busy + quiet) == [0, 3, 3, 3, 2, 2, 1, 1, 0]


def test_the_last_node_stays_while_it_is_asked() -> None:
    assert follow(Scaling(0, 3, idle_seconds=2.0), [0] * 20, active=True)[-1] == 1


def test_quick_answers_need_no_second_node() -> None:
    assert follow(Scaling(1, 4), [0] * 20, active=True) == [1] * 20


def test_manual_scaling_stays() -> None:
    assert follow(Scaling.manual(2), [0, 500, 500, 0]) == [2, 2, 2, 2]


def test_one_machine_has_a_ceiling() -> None:
    assert Scaling.manual(10_000) == Scaling(CEILING, CEILING)
    assert Scaling.automatic(0, 10_000).maximum == CEILING
    assert Scaling.automatic(0, None).maximum >= 1


@pytest.mark.parametrize(
    ("busy", "nodes"), [(0.0, 1), (0.6, 1), (0.65, 1), (0.7, 2), (1.2, 2), (1.5, 3), (3.0, 4)]
)  # fmt: skip
def test_busy_processors_add_nodes_until_each_is_at_its_target(busy: float, nodes: int) -> None:
    demand, scaling = Demand(), Scaling(1, 4, cpu_target=0.6)
    wanted = [demand.wanted(scaling, 1, Load(True, 0, busy), tick) for tick in (0.0, 1.0)]
    assert wanted == [1, nodes]


def test_busy_processors_keep_the_nodes_that_they_need() -> None:
    demand, scaling, nodes = Demand(), Scaling(1, 4, idle_seconds=2.0, cpu_target=0.5), 4
    for tick in range(30):
        nodes = demand.wanted(scaling, nodes, Load(True, 0, 1.0), float(tick))
    assert nodes == 2


def test_without_a_target_processors_do_not_count() -> None:
    demand = Demand()
    assert {demand.wanted(Scaling(1, 4), 1, Load(True, 0, 9.0), float(tick)) for tick in range(9)} == {1}


def test_processor_use_is_the_mean_over_a_window() -> None:
    use = ProcessorUse()
    assert [use.busy({7: spent}, now, 2.0) for spent, now in ((5.0, 0.0), (6.0, 1.0), (8.0, 2.0))] == [0.0, 0.0, 1.5]
    assert use.busy({7: 8.0}, 4.0, 2.0) == 0.0


def test_a_process_that_is_new_or_gone_adds_nothing() -> None:
    use = ProcessorUse()
    assert use.busy({}, 0.0, 1.0) == 0.0
    assert use.busy({7: 90.0}, 1.0, 1.0) == 0.0
    assert use.busy({8: 90.0}, 2.0, 1.0) == 0.0


def test_the_kernel_tells_what_a_process_used() -> None:
    before, big = account_of(os.getpid()), bytearray(64 << 20)
    while account_of(os.getpid()).seconds < before.seconds + 0.05:
        big[:: 1 << 12] = bytes(len(big[:: 1 << 12]))
    assert account_of(os.getpid()).resident > before.resident + (32 << 20)
    assert account_of(2**22 + 1) == (0.0, 0)
