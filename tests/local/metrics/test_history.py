"""The last hour of a version, by a clock of the test's own."""

from modelport_local.metrics.history import KEPT_SAMPLES, History, Nodes, Totals

ONE = Nodes(1, 1)


def totals(count: int) -> Totals:
    return Totals({200: count}, (count, 0), 10.0 * count)


def test_samples_hold_what_was_counted_in_between_newest_first() -> None:
    history = History(1000.0, totals(0))
    for now, count in ((1005.0, 2), (1010.0, 3), (1020.0, 7)):
        history.sample_if_due(now, totals(count), ONE)
    present = history.present(1024.0, totals(8), ONE)
    found = history.between(1000.0, 1024.0, present)
    assert [(sample.start, sample.end, sample.totals.codes[200]) for sample in found] == [
        (1020.0, 1024.0, 1), (1010.0, 1020.0, 4), (1000.0, 1010.0, 3),
    ]  # fmt: skip
    assert found[0].totals == totals(1)


def test_only_the_asked_time_is_answered() -> None:
    history = History(0.0, totals(0))
    for tick in range(1, 11):
        history.sample_if_due(10.0 * tick, totals(tick), ONE)
    present = history.present(105.0, totals(10), ONE)
    assert [sample.end for sample in history.between(20.0, 40.0, present)] == [40.0, 30.0]
    assert [sample.end for sample in history.between(95.0, 99.5, present)] == [105.0]


def test_an_hour_is_kept() -> None:
    history = History(0.0, totals(0))
    for tick in range(1, KEPT_SAMPLES + 50):
        history.sample_if_due(10.0 * tick, totals(tick), ONE)
    present = history.present(10.0 * (KEPT_SAMPLES + 50), totals(0), ONE)
    assert len(history.between(0.0, 1e9, present)) == KEPT_SAMPLES + 1
