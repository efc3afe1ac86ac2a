"""The `--format` that commands with data share."""

import argparse

from .. import terminal


def add_format(parser: argparse.ArgumentParser) -> None:
    """Declare `--format`: a table on a terminal, JSON in a pipe."""
    parser.add_argument("--format", choices=("table", "json", "yaml"), default=terminal.default_format(),
                        help="form of the data on stdout (default: table on a terminal, json in a pipe)")  # fmt: skip
