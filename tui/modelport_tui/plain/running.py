"""The run at the end of plain mode: progress as lines, the result as data, and how to go on."""

from collections.abc import Iterator
from pathlib import Path

from modelport.events import Event, RunFinished
from modelport.request_file import write_request
from modelport.wizard import saved
from modelport.wizard.draft import Draft

from ..diagnostics import note
from ..headless import output
from ..headless.deploy import cancel_on_interrupt, follow, resumed
from ..run.summary import closing_lines


def deploy(draft: Draft, save: Path | None, progress: str, form: str) -> int:
    """Run a draft that is ready, and show it; gives the exit code. Raises ModelportError before the run begins."""
    from modelport.journal import Journal
    from modelport.plan import make_plan
    from modelport.run import run

    request, report = draft.request(), draft.seen.artifact
    if save:
        write_request(request, save)
        note(f"ℹ Saved {save}")
    plan, finished = make_plan(request, report, draft.standing()), list[RunFinished]()
    with cancel_on_interrupt() as cancel:
        events = run(plan, request, report, Journal.create(request, plan), cancel)
        code, result = follow(_with_end_kept(events, finished), progress)
    for event in finished:
        saved.forget(draft)
        output.write(result, form)
        for line in closing_lines(request, event):
            note(line)
    return code


def go_on(run_id: str, progress: str, form: str) -> int:
    """Finish a run that was cut off, and show it; gives the exit code. Raises ModelportError before it begins."""
    from modelport.journal import load

    request = load(run_id).request
    code, result = resumed(run_id, progress)
    if result:
        saved.forget_deployed(request)
        output.write(result, form)
    return code


def _with_end_kept(events: Iterator[Event], finished: list[RunFinished]) -> Iterator[Event]:
    for event in events:
        if isinstance(event, RunFinished):
            finished.append(event)
        yield event
