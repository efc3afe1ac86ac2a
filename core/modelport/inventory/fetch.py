"""Every model and version of a project: all endpoints at once, pages as they arrive, failures with their place."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeAlias

from modelport.errors import ModelportError, NotFound
from modelport.platforms.serving import Resource

from .connections import Connections
from .everywhere import answers
from .threads import EndpointThreads
from .threads import PlaceFailed as PlaceFailed
from .threads import PlaceFinished as PlaceFinished

PAGE = 100
"""The platform's largest page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a model's versions in the platform's own form; a model without versions has one empty page."""

    region: str
    model: Resource
    versions: tuple[Resource, ...]


Batch: TypeAlias = Listed | PlaceFailed | PlaceFinished


def fetch(
    connections: Connections, regions: Sequence[str], model: str = "", cancel: threading.Event | None = None
) -> Iterator[Batch]:
    """Asks every region in threads; ends when all have answered, or soon after `cancel` is set.

    With a model's name or path only its versions are listed, where it exists. Raises nothing: failures are reported.
    """
    work = Fetching(connections, model, cancel or threading.Event())
    try:
        for region in regions:
            work.start(region)
        while work.under_way and not work.is_over:
            if batch := work.take():
                yield batch
    finally:
        work.close()


def list_models(connections: Connections, regions: Sequence[str]) -> Iterator[Batch]:
    """Asks every region for its models alone: a page for each, without versions; failures are reported."""
    parent = f"projects/{connections.session.project}"

    for region, answer in answers(connections, regions, lambda serving: list(serving.models(parent))):
        if isinstance(answer, ModelportError):
            yield PlaceFailed(region, answer)
        else:
            yield from (Listed(region, model, ()) for model in answer)


def by_reason(failures: Iterable[tuple[str, ModelportError]]) -> list[tuple[ModelportError, list[str]]]:
    """Each reason once, with the regions that it was met on."""
    found: dict[str, tuple[ModelportError, list[str]]] = {}
    for region, error in failures:
        regions = found.setdefault(error.summary + error.why, (error, []))[1]
        if region not in regions:
            regions.append(region)
    return list(found.values())


class Fetching(EndpointThreads[Listed]):
    """Lists the models of an endpoint, and the versions of each as soon as it is known."""

    def __init__(self, connections: Connections, model: str, stop: threading.Event) -> None:
        super().__init__(stop)
        self._connections, self._model = connections, model

    def start(self, region: str) -> None:
        """Ask an endpoint from the beginning."""
        self.begin(region, lambda: self._models(region))

    def _models(self, region: str) -> Iterator[Listed]:
        parent = f"projects/{self._connections.session.project}"
        with self._connections.borrowed(region) as serving:
            if self._model:
                found = serving.find_model(self._model if "/" in self._model else f"{parent}/models/{self._model}")
                models = iter([found] if found else [])
            else:
                models = serving.models(parent)
            for model in models:
                if self.is_over:
                    return
                self.ask(region, partial(self._versions, region, model))
        yield from ()

    def _versions(self, region: str, model: Resource) -> Iterator[Listed]:
        """A model that was deleted since it was listed is no failure."""
        with self._connections.borrowed(region) as serving:
            versions = serving.versions(str(model["name"]))
            try:
                page = tuple(islice(versions, PAGE))
                yield Listed(region, model, page)
                while len(page) == PAGE and not self.is_over:
                    if page := tuple(islice(versions, PAGE)):
                        yield Listed(region, model, page)
            except NotFound:
                return
