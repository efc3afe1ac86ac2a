"""An endpoint that accepts calls and never answers, in the browser: everything else goes on."""

import threading
from collections.abc import Callable, Iterator

import pytest

from modelport.inventory.connections import Connections
from modelport.platforms.local import LocalPlatform
from modelport.platforms.serving import Resource
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.screen import BrowseScreen
from silent_endpoint import SilentEndpoint, silent_endpoint
from waiting import until_seen

from .conftest import PROJECT, REGION
from .detour import DetourSource
from .walking import browser, shown, text_of

MORE = 8


@pytest.fixture
def endpoint(connections: Connections) -> Iterator[SilentEndpoint]:
    """A way to the platform."""
    with silent_endpoint(LocalPlatform().url()) as opened:
        yield opened


async def test_walking_over_rows_of_a_silent_endpoint_takes_few_threads_and_the_others_answer(
    draft: Draft, deployed: Callable[..., str], connections: Connections, endpoint: SilentEndpoint
) -> None:
    model = deployed("v1")
    elsewhere = grown(connections, model)
    app = ModelportApp(draft, first=BrowseScreen(DetourSource(PROJECT, endpoint.url)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: f"{elsewhere}/v1" in shown(app))
        await pilot.press("/", *f"model:{model}", "enter")
        await until_seen(pilot, lambda: len(shown(app)) == MORE + 2)
        await until_seen(pilot, lambda: browser(app).listing.snapshot.is_complete)
        detail = browser(app).detail
        detail.open("operations")
        await until_seen(pilot, lambda: "CREATE_VERSION" in text_of(app, "#text-operations"))
        endpoint.silent = f"/regions/{REGION}/"
        browser(app)._source.looking().close()  # connections that are open have got through
        before = threading.active_count()
        for _ in range(2 * MORE):
            await pilot.press("down" if browser(app).table.cursor_row < MORE else "up")
        await until_seen(pilot, lambda: endpoint.held >= 2)
        assert threading.active_count() <= before + 4
        await pilot.press("G")
        await until_seen(pilot, lambda: browser(app).table.current.region == "global")  # type: ignore[union-attr]
        await until_seen(pilot, lambda: "CREATE_VERSION" in text_of(app, "#text-operations"))
        await until_seen(pilot, lambda: "▲ 1 endpoint not reached" in text_of(app, "#title"))
        assert f"{REGION}: No answer yet." in text_of(app, "#notice")
        endpoint.speak()
        await until_seen(pilot, lambda: "not reached" not in text_of(app, "#title"))


def grown(connections: Connections, model: str) -> str:
    """More versions of a model, and one of a model on the global endpoint, whose name begins in the same way."""
    path, elsewhere = f"projects/{PROJECT}/models/{model}", f"{model}_z"
    with connections.borrowed(REGION) as serving, connections.borrowed("global") as other:
        known: Resource = serving.find_version(f"{path}/versions/v1") or {}
        body = {name: known[name] for name in ("deploymentUri", "runtimeVersion", "pythonVersion", "framework")}
        for number in range(MORE):
            serving.create_version(path, {**body, "name": f"w{number}", "machineType": "n1-standard-2"})
        other.create_model(f"projects/{PROJECT}", {"name": elsewhere, "regions": [REGION]})
        other.create_version(f"projects/{PROJECT}/models/{elsewhere}", {**body, "name": "v1"})
    return elsewhere
