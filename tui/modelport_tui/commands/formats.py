"""The `--format` that commands with data share."""

import argparse

from .. import terminal

FORMS = ("table", "json", "yaml")


def add_format(parser: argparse.ArgumentParser, *, is_list: bool = False) -> None:
    """Declare `--format`: a table on a terminal, JSON in a pipe; a list can be CSV, too."""
    parser.add_argument("--format", "-o", choices=(*FORMS, "csv") if is_list else FORMS,
                        default=terminal.default_format(),
                        help="form of the data on stdout (default: table on a terminal, json in a pipe)")  # fmt: skip
