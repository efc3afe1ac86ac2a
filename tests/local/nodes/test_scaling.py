"""The number of nodes follows the load, with patience."""

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
