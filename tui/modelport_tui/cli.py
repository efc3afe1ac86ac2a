"""The command line: flags → which front end; nothing else."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

from modelport import __version__
from modelport.defects import as_defect
from modelport.errors import ModelportError

from . import terminal
from .closed_streams import mend_closed_streams
from .commands.before import after_command
from .diagnostics import note, report, show_calls
from .encoding import write_whatever_the_encoding_has
from .leaving import leave

EPILOG = """examples:
  modelport                          the app
  modelport deploy ./model.joblib    a model of yours, step by step
  modelport local status             the embedded platform"""


COMMON = {
    "--verbose": "one line on stderr for each call to the platform",
    "--no-color": "no colours, as NO_COLOR=1",
}
MODULES = {
    "deploy": "deploy", "browse": "browse", "check": "check", "schema": "check", "runs": "runs", "resume": "runs",
    "models": "models", "versions": "versions", "operations": "operations", "predict": "predict",
    "local-predict": "local_predict", "logs": "logs", "local": "local", "serve": "serve",
}  # fmt: skip
"""The commands, in the order of the help, and which module of `commands` declares each."""
EVERY_MODULE = tuple(dict.fromkeys(MODULES.values()))


def build_parser(modules: Iterable[str] = EVERY_MODULE) -> argparse.ArgumentParser:
    """The parser with the commands of these modules, which are imported here."""
    parser = argparse.ArgumentParser(
        prog="modelport",
        description="From a trained model on disk to served predictions, step by step in the terminal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for option, text in COMMON.items():
        parser.add_argument(option, action="store_true", help=text)
    parser.add_argument("--version", action="version", version=f"modelport {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND")
    for module in modules:
        import_module(f".commands.{module}", __package__).add(commands)
    return parser


def _needed(words: Sequence[str]) -> tuple[str, ...]:
    """The module of the command that the words name; every one for the help, and to say what there is instead."""
    if not words or words[0] == "--version":
        return ()
    return (MODULES[words[0]],) if words[0] in MODULES else EVERY_MODULE


def _common_options() -> argparse.ArgumentParser:
    """The options that may stand before or after the command."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for option in COMMON:
        parser.add_argument(option, action="store_true")
    return parser


def _take(common: argparse.Namespace) -> None:
    if common.no_color:
        os.environ["NO_COLOR"] = "1"
    if common.verbose:
        show_calls()


def main(argv: list[str] | None = None) -> int:
    """Run a command; gives the exit code."""
    write_whatever_the_encoding_has()
    common, words = _common_options().parse_known_args(argv)
    _take(common)
    words = after_command(words)
    args = build_parser(_needed(words)).parse_args(words)
    try:
        return int(args.run(args)) if hasattr(args, "run") else _home()
    except ModelportError as error:
        report(error)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:  # noqa: BLE001 the outermost place: a user never sees a traceback
        report(as_defect(error))
        return 1
    except KeyboardInterrupt:
        note("Interrupted.")
        return 130


def run() -> None:
    """The program: a command, and then the end of the process, even while a thread waits for an answer."""
    mend_closed_streams()
    try:
        code = main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    leave(code)


def _home() -> int:
    is_plain = terminal.wants_plain() and terminal.can_ask()
    if not (is_plain or terminal.can_show_screens()):
        build_parser().print_help(sys.stderr)
        return 2
    from modelport.settings import find_settings
    from modelport.wizard.starting import new_draft

    draft = new_draft(find_settings())
    if is_plain:
        from .plain.session import Session, terminal_prompter

        return Session(terminal_prompter(), None, "text", terminal.default_format()).run(draft)
    from .commands.deploy import show_app

    return show_app(draft, at_home=True)


if __name__ == "__main__":
    run()
