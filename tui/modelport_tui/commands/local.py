"""`modelport local`: the embedded platform as a process."""

import argparse
import shlex
import sys
from collections.abc import Callable

from ..diagnostics import note
from .formats import add_format


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser(
        "local",
        help="the embedded platform: start, stop, status, env, logs, reset",
        description="The embedded platform: a server on this machine that speaks the API of AI Platform Prediction.",
        epilog='example:\n  modelport local start --detach\n  eval "$(modelport local env)"',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    start = _action(actions, "start", "start it in the foreground, or with --detach behind", _start, " --detach")
    start.add_argument("--port", type=_port, help="the port (default: the last one, or any)")
    start.add_argument("--detach", action="store_true", help="go on in the background")
    _action(actions, "stop", "stop it", _stop)
    add_format(_action(actions, "status", "say whether it runs", _status, " --format json"))
    env = _action(actions, "env", "print what points Google's clients at it", _env, " --format sh")
    env.add_argument("--format", choices=("sh", "json"), default="sh", help="export lines, or JSON")
    env.add_argument("--project", default="", help="the project for Google's clients (default: as the wizard)")
    logs = _action(actions, "logs", "print the server's own log", _logs, " --lines 100")
    logs.add_argument("--lines", type=int, default=50, help="how many of the last lines")
    reset = _action(actions, "reset", "stop it and delete everything it stores", _reset, " --yes")
    reset.add_argument("--yes", action="store_true", help="don't ask")


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", verb: str, text: str,
    run: Callable[[argparse.Namespace], int], flags: str = "",
) -> argparse.ArgumentParser:  # fmt: skip
    action = actions.add_parser(
        verb, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=f"example: modelport local {verb}{flags}"
    )
    action.set_defaults(run=run)
    return action


def _start(args: argparse.Namespace) -> int:
    from modelport.platforms.local import LocalPlatform

    if not args.detach:
        return LocalPlatform().run(args.port)
    platform = LocalPlatform()
    before, status = platform.last_port, platform.start(args.port)
    if before and before != status.port:
        note(f'▲ It was at port {before} before. Shells that know it there need: eval "$(modelport local env)"')
    note(f"The embedded platform runs at {status.url}")
    return 0


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number up to 65535, or 0 for any")


def _stop(_args: argparse.Namespace) -> int:
    from modelport.platforms.local import LocalPlatform

    note("Stopped." if LocalPlatform().stop() else "It was not running.")
    return 0


def _status(args: argparse.Namespace) -> int:
    import msgspec

    from modelport.platforms.local import LocalPlatform

    from ..headless import output

    status = LocalPlatform().status()
    output.write(msgspec.to_builtins(status), args.format)
    return 0 if status.running else 1


def _env(args: argparse.Namespace) -> int:
    import json

    from modelport.platforms.local import LocalPlatform
    from modelport.settings import find_settings

    variables = LocalPlatform().env(args.project or find_settings().local_project.value)
    if args.format == "json":
        sys.stdout.write(json.dumps(variables, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    return 0


def _logs(args: argparse.Namespace) -> int:
    from modelport.platforms.local import LocalPlatform

    from ..visible import visible

    sys.stdout.writelines(visible(line) + "\n" for line in LocalPlatform().logs(args.lines))
    return 0


def _reset(args: argparse.Namespace) -> int:
    from modelport.errors import UsageError
    from modelport.home import local_home

    from ..terminal import can_show_screens

    question = f"Delete every bucket, object, model and version in {local_home()}? Type yes: "
    if not args.yes and not can_show_screens():
        raise UsageError("There is no terminal to ask on.", fix="Add --yes to delete everything that it stores.")
    if not args.yes and input(question).strip() != "yes":
        note("Nothing was deleted.")
        return 1
    return _delete_everything()


def _delete_everything() -> int:
    import shutil

    from modelport.home import local_home
    from modelport.platforms.local import LocalPlatform

    LocalPlatform().stop()
    shutil.rmtree(local_home(), ignore_errors=True)
    note("Stopped, and deleted everything that it stored.")
    return 0
