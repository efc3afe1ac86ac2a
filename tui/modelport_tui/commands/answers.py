"""The flags that answer the wizard's fields, and the first draft that they make."""

import argparse
from pathlib import Path

from modelport.settings import Settings, find_settings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field, Kind
from modelport.wizard.starting import new_draft, with_assignment, with_file, with_flags
from modelport.wizard.steps import STEPS

ALIASES = {"--bucket": ("--staging-bucket",), "--package-uris": ("--packages",)}


def add_answers(parser: argparse.ArgumentParser) -> None:
    """PATH, --file, --set, and one flag for each field."""
    parser.add_argument("path", nargs="?", metavar="PATH", help="the model: a file, a directory or gs://…")
    parser.add_argument("--file", type=Path, metavar="REQUEST.yaml", help="a request file")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="assignments",
                        help="an answer by its key in the request, such as model.name=iris")  # fmt: skip
    for step in STEPS:
        group = parser.add_argument_group(step.title.lower())
        for field in step.fields:
            if not field.flag.startswith("--"):
                continue
            flags, means = (field.flag, *ALIASES.get(field.flag, ())), field.explanation.replace("%", "%%")
            if field.kind is Kind.SWITCH:
                group.add_argument(*flags, dest=field.key, nargs="?", const="yes", metavar="yes|no", help=means)
            else:
                group.add_argument(*flags, dest=field.key, metavar=_metavar(field), help=means)


def first_draft(args: argparse.Namespace) -> Draft:
    """Flags over environment over the request file over gcloud's configuration. Raises UsageError."""
    flags = {field.key: getattr(args, field.key, None) for step in STEPS for field in step.fields}
    flags["artifact.source"] = args.path
    draft = with_flags(new_draft(find_settings()), {key: text for key, text in flags.items() if text is not None})
    if args.file:
        draft = with_file(draft, args.file)
    for assignment in args.assignments:
        draft = with_assignment(draft, assignment)
    return draft


def _metavar(field: Field) -> str:
    """What a flag takes: one of few choices, or a value called as the flag is."""
    if field.closed and field.choices:
        return "|".join(choice.value for choice in field.choices(new_draft(Settings())))
    return field.flag.lstrip("-").upper().replace("-", "_")
