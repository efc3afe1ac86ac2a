"""What is left to say when a version is ready: on the last screen, and in the scrollback after the app closes."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec

from modelport import own_commands as own
from modelport.equivalents.calls import curl, instances
from modelport.events import RunFinished
from modelport.request import DeploymentRequest
from modelport.shell import START_PLATFORM, flag, words

from ..widgets.amounts import duration


def version_line(finished: RunFinished) -> tuple[str, str]:
    """State and facts of the version, as (`✓ READY`, the rest)."""
    version = finished.version
    *_, model, _, name = str(version.get("name", "///")).split("/")
    scaling = version.get("manualScaling") or version.get("autoScaling") or {}
    facts = [
        f"{model} / {name}",
        "default" if version.get("isDefault") else "",
        f"{_nodes(scaling)} {version.get('machineType', '')}",
        f"created in {duration(finished.seconds)}",
    ]
    return f"✓ {version.get('state', 'READY')}", "   " + "   ".join(filter(None, facts))


def _nodes(scaling: dict[str, Any]) -> str:
    """A limit that was left to the platform is not in the version."""
    least, most = scaling.get("minNodes"), scaling.get("maxNodes")
    if fixed := scaling.get("nodes"):
        return f"{fixed} node{'s' if fixed != 1 else ''}"
    if most is None:
        return f"{least or 0} or more nodes"
    return f"up to {most} nodes" if least is None else f"{least}–{most} nodes"


def next_commands(request: DeploymentRequest, finished: RunFinished) -> tuple[str, ...]:
    """Commands to go on with: what the prediction needs, the prediction by two means, and how to stop."""
    commands = [*_before(request), _predict_command(request, finished), *_own_predict_command(request)]
    if request.target.platform == "local":
        commands.append("modelport local stop        # when you are done; the version serves again after a start")
    return tuple(commands)


def copied_command(request: DeploymentRequest, finished: RunFinished) -> str:
    """The lines that ask for a prediction from any shell."""
    return "\n".join([*_before(request), _predict_command(request, finished)])


def _before(request: DeploymentRequest) -> tuple[str, ...]:
    """What gives a shell the token."""
    return (*_activation(), START_PLATFORM[1]) if request.target.platform == "local" else ()


def _activation() -> tuple[str, ...]:
    """What makes `modelport` a command where it was started from a virtual environment that is not active."""
    script = Path(sys.executable).with_name("activate")
    if shutil.which("modelport") or not script.is_file():
        return ()
    return (f". {shlex.quote(str(script))}",)


def _predict_command(request: DeploymentRequest, finished: RunFinished) -> str:
    """The command that asks for a prediction; it takes the token from the environment, or of Google from gcloud."""
    body = msgspec.json.encode({"instances": list(request.after.test_instances)}).decode()
    sent = words("-H", "Content-Type: application/json", "-d", body, finished.url)
    return f"{curl(request)} {sent}"


def _own_predict_command(request: DeploymentRequest) -> tuple[str, ...]:
    """The same with Modelport, where there is something to send."""
    if not request.after.test_instances:
        return ()
    ask = own.on_model(request, "predict", flag("version", request.version.name), "--json-instances=-")
    return (f"{instances(request)} | {ask}",)


def closing_lines(request: DeploymentRequest, finished: RunFinished) -> tuple[str, ...]:
    """What stays in the scrollback."""
    mark, rest = version_line(finished)
    return (mark + rest, *(f"  {command}" for command in next_commands(request, finished)))
