"""The options that say where a command looks, and the connections that they mean."""

import argparse
import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from modelport.errors import UsageError

from ..waiting import told_if_slow
from .formats import add_format
from .unsupported import refuse_others

if TYPE_CHECKING:
    from modelport.inventory.connections import Connections
    from modelport.request import PlatformName
    from modelport.settings import Settings


MODEL_PATH = re.compile(r"projects/[^/]+/models/[^/]+")
LOOKS = ("list", "describe", "diff", "logs")
"""Commands that only look at what there is: a platform that does not answer them is given up sooner."""
LIST_SHAPE = "As JSON or YAML: the platform's own objects, each with the endpoint that it is on as `endpoint`."


def add_where(parser: argparse.ArgumentParser, *, is_list: bool = False) -> None:
    """Declare --target, --project, --region, --format and --quiet; of a list, --filter and --limit too."""
    parser.add_argument(
        "--target", choices=("local", "ai-platform"), help="the platform (default: the one used last, at first local)"
    )
    parser.add_argument("--project", metavar="ID", help="the project")
    parser.add_argument("--region", metavar="REGION", help="an endpoint, or global (default: all of them are asked)")
    add_format(parser, is_list=is_list)
    parser.add_argument("--quiet", "-q", action="store_true", help="ask nothing, as gcloud's --quiet")
    if is_list:
        parser.add_argument(
            "--filter",
            default="",
            help="such as: iris !v2 endpoint:global; a field that there isn't names those there are",
        )
        parser.add_argument("--limit", type=_positive, metavar="N", help="the first so many of the list")
    parser.set_defaults(is_list=is_list, is_look=parser.prog.rpartition(" ")[2] in LOOKS)
    refuse_others(parser, is_list=is_list)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


class Where:
    """Connections of a command, its project's path, and the regions to ask."""

    def __init__(self, connections: "Connections", regions: tuple[str, ...]) -> None:
        self.connections = connections
        self.regions = regions
        self.parent = f"projects/{connections.session.project}"

    def model_path(self, model: str) -> str:
        """`projects/P/models/M`; a full path is left as it is. Raises UsageError for what is neither name nor path."""
        if "/" not in model:
            return f"{self.parent}/models/{model}"
        if MODEL_PATH.fullmatch(model):
            return model
        raise UsageError(
            f"{model!r} is no model.", fix="Give its name, such as iris, or its path: projects/PROJECT/models/MODEL."
        )

    def version_path(self, model: str, version: str) -> str:
        """`projects/P/models/M/versions/V`, or the model's path without a version."""
        path = self.model_path(model)
        return f"{path}/versions/{version}" if version else path

    def region_of(self, model: str) -> str:
        """The region given, or the one that has the model; raises NotFound, UsageError or PlatformError."""
        from modelport.inventory.locating import locate

        return locate(self.connections, self.regions, self.model_path(model))


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Where]:
    """The platform of the options, the environment and gcloud's configuration, in this order; raises UsageError."""
    from modelport.inventory import patient
    from modelport.inventory.connections import Connections, places
    from modelport.platforms.session import LOOK_SECONDS, open_session
    from modelport.request import Target
    from modelport.settings import find_settings

    settings = find_settings()
    named_or_last = settings.target or settings.last_target
    target = _platform(args.target or (named_or_last.value if named_or_last else "local"))
    project = _known_project(args.project or _project(settings, target))
    named = args.region or (settings.region.value if settings.region and not settings.region.from_gcloud else "")
    session = open_session(Target(target, project), named)
    if args.is_look:
        session = replace(session, patience_seconds=LOOK_SECONDS)
    connections = Connections(session, patient.connected)
    try:
        with told_if_slow("the endpoints" if args.is_list else ""):
            yield Where(connections, (known_region(named, places(session)),) if named else places(session))
    finally:
        connections.close()


def _project(settings: "Settings", target: "PlatformName") -> str:
    if target == "local":
        return settings.local_project.value
    if settings.project is None:
        raise UsageError("No project is named.", fix="Give it with --project, or set MODELPORT_PROJECT.")
    return settings.project.value


def _known_project(project: str) -> str:
    """What has the form of a project's ID; raises UsageError."""
    from modelport.catalog import limits

    if limits.is_valid_name("project_id", project):
        return project
    raise UsageError(f"{project!r} is no project ID.", fix=limits.PROJECT_ID_FORM)


def _platform(name: str) -> "PlatformName":
    match name:
        case "local" | "ai-platform":
            return name
    raise UsageError(f"There is no target {name!r}.", fix="Choose local or ai-platform.")


def known_region(region: str, known: tuple[str, ...]) -> str:
    """A region that has an endpoint; raises UsageError. With an overridden endpoint any region will do."""
    if region in known or len(known) == 1:
        return region
    near = difflib.get_close_matches(region, known, 1)
    fix = f'Did you mean "{near[0]}"?' if near else f"Choose one of: {', '.join(known)}."
    raise UsageError(f"There is no endpoint {region!r}.", fix=fix)
