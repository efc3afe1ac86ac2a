"""The platform behind another address, for the browser."""

from dataclasses import replace

from modelport.inventory.connections import Connections
from modelport.request import Target
from modelport_tui.browse.source import PlatformSource


class DetourSource(PlatformSource):
    """A project of the embedded platform, asked at `url`."""

    def __init__(self, project: str, url: str) -> None:
        super().__init__(Target("local", project))
        self._url = url
        self._detour: Connections | None = None

    def connections(self) -> Connections:
        """Shared as ever."""
        if self._detour is None:
            session, url = super().connections().session, self._url
            self._detour = Connections(replace(session, local_url=url, storage_url=url, logging_url=url))
        return self._detour

    def close(self) -> None:
        """Closes the detour too."""
        super().close()
        if self._detour:
            self._detour.close()
