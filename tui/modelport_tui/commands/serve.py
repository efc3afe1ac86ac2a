"""`modelport serve`: the same app in a browser of this machine."""

import argparse


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "serve",
        help="the same app in a browser of this machine",
        description="Serve the app to a browser of this machine, at an address that only you are told.",
        epilog="example: modelport serve --port 8080",
    )
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000; 0 takes any that is free)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until ctrl+c. Raises UsageError where the port is taken."""
    from ..serve.server import BrowserServer, listen

    with listen(args.port) as listening:
        BrowserServer(listening).run()
    return 0
