"""A deletion is confirmed by typing the name of what is deleted."""

import argparse
import sys
from collections.abc import Sequence

from modelport.errors import UsageError

from .. import terminal
from ..diagnostics import note
from ..visible import visible


def add_yes(parser: argparse.ArgumentParser) -> None:
    """Declare --yes."""
    parser.add_argument("--yes", action="store_true", help="don't ask")


def confirmed(args: argparse.Namespace, name: str, lost: Sequence[str]) -> bool:
    """Whether to delete: --yes, --quiet, or the name typed on the terminal; raises UsageError without a terminal."""
    if args.yes or args.quiet:
        return True
    if not terminal.can_ask():
        raise UsageError(
            "There is no terminal to ask on.", why="\n".join(lost), fix=f"Add --yes to delete {visible(name)}."
        )
    for line in lost:
        note(line)
    sys.stderr.write(visible(f"Type {name} to delete it: "))
    sys.stderr.flush()
    if sys.stdin.readline().strip() == name:
        return True
    note("Nothing was deleted.")
    return False
