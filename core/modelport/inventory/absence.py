"""A model or version that is not on the endpoint that was asked: which endpoint has it, or which name is near."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from modelport import own_commands as own
from modelport.errors import ModelportError, NotFound
from modelport.platforms.serving import ServingPlatform
from modelport.request import Target
from modelport.shell import flag

from .columns import natural
from .connections import Connections, places
from .everywhere import answers

MOST_NAMED = 3
MOST_VERSIONS = 1_000
"""Among which the nearest name is looked for."""


@dataclass(frozen=True, slots=True)
class Sought:
    """`projects/P/models/M` on an endpoint, or a version of it; `parts` are those of the command that asked for it."""

    connections: Connections
    region: str
    model_path: str
    version: str = ""
    parts: Sequence[str] = ()

    def absence(self) -> NotFound | None:
        """Why it is not found; None where it is there. Raises PlatformError."""
        with self.connections.borrowed(self.region) as serving:
            if serving.find_model(self.model_path) is None:
                return self._no_model()
            if not self.version or self._has_version(serving):
                return None
            versions = [str(each["name"]) for each in islice(serving.versions(self.model_path), MOST_VERSIONS)]
        return self._no_version([path.rpartition("/")[2] for path in versions])

    def _no_model(self) -> NotFound:
        found, why = self._elsewhere(lambda serving: serving.find_model(self.model_path) is not None)
        summary = f"There is no model {self._model} on {self.region}."
        if found:
            return self._moved(summary, found)
        fix = "Look at its name and the project:"
        return NotFound(summary, why=why, fix=fix, command=self._command("models", "list"))

    def _no_version(self, versions: list[str]) -> NotFound:
        found, _ = self._elsewhere(self._has_version)
        summary = f"There is no version {self.version} of {self._model} on {self.region}."
        if found:
            return self._moved(summary, found)
        command = self._command("versions", "list", flag("model", self._model), flag("region", self.region))
        if not versions:
            return NotFound(summary, why="The model has no version.", fix="Look at the model again:", command=command)
        why, fix = _which(versions), f"Did you mean {_nearest(self.version, versions)}? These are all of them:"
        return NotFound(summary, why=why, fix=fix, command=command)

    def _has_version(self, serving: ServingPlatform) -> bool:
        return serving.find_version(f"{self.model_path}/versions/{self.version}") is not None

    def _elsewhere(self, has: Callable[[ServingPlatform], bool]) -> tuple[list[str], str]:
        """The other endpoints that have it, and what to say where none has."""
        others = [place for place in places(self.connections.session) if place != self.region]
        answered = list(answers(self.connections, others, has))
        failed = [place for place, answer in answered if isinstance(answer, ModelportError)]
        why = "No other endpoint has it." if others else ""
        if failed:
            why = f"No other endpoint that answers has it; these do not answer: {_listed(failed)}."
        return [place for place, answer in answered if answer is True], why

    def _moved(self, summary: str, found: list[str]) -> NotFound:
        return NotFound(
            summary,
            why=f"It is on {_listed(found)}.",
            fix=f"Say so, with --region {found[0]}:",
            command=self._command(*self.parts, flag("region", found[0])),
        )

    @property
    def _model(self) -> str:
        return self.model_path.rpartition("/")[2]

    def _command(self, *parts: str) -> str:
        target = Target(self.connections.session.platform, self.model_path.split("/")[1])
        return own.on_target(target, *parts)


def _listed(places: list[str]) -> str:
    more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
    return ", ".join(places[:MOST_NAMED]) + more


def _which(versions: list[str]) -> str:
    newest = sorted(versions, key=natural, reverse=True)
    return f"It has {_listed(newest)}."


def _nearest(wanted: str, versions: list[str]) -> str:
    """The name most like it, however unlike."""
    return get_close_matches(wanted, versions, 1, 0.0)[0]
