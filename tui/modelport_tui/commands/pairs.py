"""`KEY=VALUE,…` on the command line, for labels and other maps, as gcloud has it."""

import argparse
from collections.abc import Mapping

from modelport.errors import UsageError


def add_labels(parser: argparse.ArgumentParser, *, is_update: bool) -> None:
    """Declare --labels of a creation, or --update-labels, --remove-labels and --clear-labels."""
    if not is_update:
        parser.add_argument("--labels", metavar="KEY=VALUE,…", help="labels")
        return
    parser.add_argument("--update-labels", metavar="KEY=VALUE,…", help="labels to add or to change")
    fewer = parser.add_mutually_exclusive_group()
    fewer.add_argument("--remove-labels", metavar="KEY,…", help="labels to remove")
    fewer.add_argument("--clear-labels", action="store_true", help="remove all labels first")


def new_labels(text: str | None) -> dict[str, str]:
    """Pairs of a text; raises UsageError for a part without `=`."""
    pairs = {}
    for part in filter(None, (text or "").split(",")):
        key, equals, value = part.partition("=")
        if not (key and equals):
            raise UsageError(
                f"{part!r} is not of the form KEY=VALUE.", fix="Write pairs such as team=flowers,stage=test."
            )
        pairs[key.strip()] = value.strip()
    return pairs


def labels_of(args: argparse.Namespace, before: Mapping[str, str]) -> dict[str, str] | None:
    """All labels after the changes that the flags ask for, or None where they ask for none."""
    if not (args.update_labels or args.remove_labels or args.clear_labels):
        return None
    kept = {} if args.clear_labels else dict(before)
    kept |= new_labels(args.update_labels)
    removed = set((args.remove_labels or "").split(","))
    return {key: value for key, value in kept.items() if key not in removed}
