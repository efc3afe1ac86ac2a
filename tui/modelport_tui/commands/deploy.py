"""`modelport deploy`, and `modelport` alone: the wizard, an unattended run, or a plan."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from modelport.errors import UsageError
from modelport.request_file import refuse_unwritable, write_request
from modelport.wizard.checking import findings, half_parts
from modelport.wizard.draft import Draft
from modelport.wizard.glance import look_without_starting
from modelport.wizard.lookups import FILES, look_at_everything

from .. import terminal
from ..diagnostics import note
from ..headless.deploy import deploy, ready_draft, refuse_errors, refuse_incomplete
from ..headless.progress import progress_in
from ..visible import visible
from ..waiting import told_if_slow
from .answers import add_answers, first_draft
from .formats import add_format

if TYPE_CHECKING:
    from modelport.plan import Step

EXAMPLE = """examples:
  modelport deploy ./model.joblib
  modelport deploy --file request.yaml --set version.name=v2 --yes
  modelport deploy ./model.joblib --dry-run"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "deploy",
        help="take a model from disk to served predictions",
        description="Take a model from disk to served predictions, step by step or unattended.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_answers(parser)
    parser.add_argument("--yes", action="store_true", help="ask nothing: take defaults for what is not given")
    parser.add_argument("--plain", action="store_true",
                        help="ask line by line (by itself with TERM=dumb or ACCESSIBLE=1)")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="print the plan and touch nothing")
    parser.add_argument("--save", type=Path, metavar="REQUEST.yaml", help="write the request to a file")
    parser.add_argument("--progress", choices=("text", "json", "off"), default="text", help="progress on stderr")
    add_format(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do it. Raises ModelportError."""
    if args.save:
        refuse_unwritable(args.save)
    draft = first_draft(args)
    if args.dry_run:
        return _dry_run(draft, args)
    if args.yes:
        return _unattended(draft, args)
    is_plain = args.plain or terminal.wants_plain()
    if is_plain and terminal.can_ask():
        return _ask_plainly(draft, args)
    if terminal.can_show_screens() and not is_plain:
        refuse_errors(tuple(half_parts(draft)))
        return show_app(draft, args.save)
    refuse_incomplete(look_at_everything(draft, FILES))
    raise UsageError(
        "There is no terminal to ask on.",
        why="Nothing is missing, but a deployment wants a confirmation.",
        fix="Add --yes to deploy without questions, or --dry-run to see the plan.",
    )


def _ask_plainly(draft: Draft, args: argparse.Namespace) -> int:
    from ..plain.session import Session, terminal_prompter

    return Session(terminal_prompter(), args.save, args.progress, args.format).run(draft)


def _dry_run(draft: Draft, args: argparse.Namespace) -> int:
    from modelport.plan import make_plan, render_plan

    from ..headless import output

    with told_if_slow("what the files and the platform say"):
        draft = look_without_starting(draft, names_are_meant=True)
    refuse_incomplete(draft)
    refuse_errors(findings(draft))
    _save(draft, args.save)
    plan = make_plan(draft.request(), draft.seen.artifact, draft.standing())
    if args.format == "table":
        output.say(visible(render_plan(plan)))
    else:
        output.write({"steps": [_step(step) for step in plan.steps]}, args.format)
    return 0


def _step(step: Step) -> dict[str, str]:
    texts = {name: getattr(step, name) for name in ("id", "title", "subject", "why", "command")}
    return {**texts, "undo": step.undo_if_done}


def _unattended(draft: Draft, args: argparse.Namespace) -> int:
    from ..headless import output

    draft = ready_draft(draft, args.progress)
    _save(draft, args.save, args.progress)
    code, result = deploy(draft, args.progress)
    if result:
        output.write(result, args.format)
    return code


def _save(draft: Draft, path: Path | None, progress: str = "text") -> None:
    if path:
        write_request(draft.request(), path)
        progress_in(progress).say(f"ℹ Saved {path}")


def show_app(draft: Draft, save: Path | None = None, at_home: bool = False) -> int:
    """Open the screens; what is left to say goes to the scrollback."""
    from modelport.wizard import saved

    from ..app import ModelportApp
    from ..showing import show

    app = ModelportApp(draft, saved.latest(draft.text("artifact.source")), at_home, save)
    show(app)
    for line in app.closing:
        note(line)
    return app.exit_code
