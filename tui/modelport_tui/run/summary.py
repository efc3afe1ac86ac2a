"""What is left to say when a version is ready: on the last screen, and in the scrollback after the app closes."""

import shlex
import shutil
import sys
from pathlib import Path

import msgspec

from modelport.events import RunFinished
from modelport.request import DeploymentRequest

from ..widgets.amounts import duration


def version_line(finished: RunFinished) -> tuple[str, str]:
    """State and facts of the version, as (`✓ READY`, the rest)."""
    version = finished.version
    *_, model, _, name = str(version.get("name", "///")).split("/")
    scaling = version.get("manualScaling") or version.get("autoScaling") or {}
    nodes = scaling.get("nodes") or f"{scaling.get('minNodes', '?')}–{scaling.get('maxNodes', '?')}"
    facts = [
        f"{model} / {name}",
        "default" if version.get("isDefault") else "",
        f"{nodes} nodes {version.get('machineType', '')}",
        f"created in {duration(finished.seconds)}",
    ]
    return f"✓ {version.get('state', 'READY')}", "   " + "   ".join(filter(None, facts))


def next_commands(request: DeploymentRequest, finished: RunFinished) -> tuple[str, ...]:
    """Commands to go on with: what the prediction needs, the prediction, and how to stop."""
    commands = [predict_command(request, finished)]
    if request.target.platform == "local":
        commands[:0] = [*_activation(), 'eval "$(modelport local env)"']
        commands.append("modelport local stop        # when you are done; the version serves again after a start")
    return tuple(commands)


def _activation() -> tuple[str, ...]:
    """What makes `modelport` a command where it was started from a virtual environment that is not active."""
    script = Path(sys.executable).with_name("activate")
    if shutil.which("modelport") or not script.is_file():
        return ()
    return (f". {shlex.quote(str(script))}",)


def predict_command(request: DeploymentRequest, finished: RunFinished) -> str:
    """The command that asks for a prediction; it takes the token from the environment."""
    instances = msgspec.json.encode({"instances": list(request.after.test_instances)}).decode()
    return (
        f"curl -s -H \"Authorization: Bearer $MODELPORT_TOKEN\" -H 'Content-Type: application/json' "
        f"-d {shlex.quote(instances)} {finished.url}"
    )


def closing_lines(request: DeploymentRequest, finished: RunFinished) -> tuple[str, ...]:
    """What stays in the scrollback."""
    mark, rest = version_line(finished)
    return (mark + rest, *(f"  {command}" for command in next_commands(request, finished)))
