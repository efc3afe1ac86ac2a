"""The words of the estimate: per hour and month, for the fewest and the most nodes, by region, with its date."""

import pytest

from modelport.catalog import prices
from modelport.wizard.draft import Draft
from modelport_tui.wizard.cost import cost_line

DATE = f"(prices of {prices.price_list().as_of})"


@pytest.fixture
def google(draft: Draft) -> Draft:
    """A draft for Google's platform, in one region."""
    return draft.with_text("target.platform", "ai-platform").with_text("model.region", "us-central1")


def test_the_fewest_and_the_most_nodes_are_priced_by_hour_and_month(google: Draft) -> None:
    node = prices.node_hour("n1-standard-2", "us-central1") or 0
    said = cost_line(google)
    assert said.startswith("Estimate for us-central1: 1 to 3 nodes of n1-standard-2, ")
    assert f"${node:.3f} to ${3 * node:.3f} an hour, ${730 * node:,.0f} to ${3 * 730 * node:,.0f} a month" in said
    assert said.endswith(DATE)


def test_the_embedded_platform_is_free_and_google_would_be_an_estimate(draft: Draft) -> None:
    said = cost_line(draft)
    assert said.startswith("Free here. Estimate for Google in ")
    assert said.endswith(DATE)


def test_accelerators_are_named_and_paid_for_on_every_node(google: Draft) -> None:
    with_gpu = google.with_text("artifact.framework", "TENSORFLOW").with_text("version.machine_type", "n1-standard-8")
    with_gpu = with_gpu.with_text("version.accelerator.type", "NVIDIA_TESLA_T4")
    with_gpu = with_gpu.with_text("version.accelerator.count", "2").with_text("scaling.mode", "manual")
    node = prices.node_hour("n1-standard-8", "us-central1", "NVIDIA_TESLA_T4", 2) or 0
    said = cost_line(with_gpu)
    assert "1 node of n1-standard-8 with 2 " in said
    assert f"${node:.3f} an hour" in said
    assert node > (prices.node_hour("n1-standard-8", "us-central1") or 0)


def test_what_scales_to_zero_costs_nothing_while_it_is_idle(google: Draft) -> None:
    said = cost_line(google.with_text("model.endpoint", "global"))
    assert "0 to 3 nodes of mls1-c1-m2, $0 to $" in said
    assert "$0 to $" in said.partition("an hour")[2]
    assert "nothing while scaled to zero" in said


def test_another_region_has_another_price(google: Draft) -> None:
    elsewhere = cost_line(google.with_text("model.region", "asia-northeast1"))
    assert elsewhere.startswith("Estimate for asia-northeast1: ")
    assert elsewhere.partition(": ")[2] != cost_line(google).partition(": ")[2]


def test_without_a_maximum_the_bill_is_open_upwards(google: Draft) -> None:
    said = cost_line(google.with_text("scaling.max_nodes", ""))
    assert "1 or more nodes" in said
    assert "or more an hour" in said


def test_a_machine_without_a_known_price_says_so(google: Draft) -> None:
    from modelport.wizard.fields import Source

    unknown = google.with_value("version.machine_type", "n9-mega-1", Source.FLAG)
    assert cost_line(unknown) == "No estimate: no price of n9-mega-1 in us-central1 is known."
