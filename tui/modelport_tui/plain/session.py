"""Plain mode from its first line to its exit code."""

import sys
from pathlib import Path

from modelport.errors import ModelportError
from modelport.journal import last_cut_off, load
from modelport.local_paths import absolute
from modelport.wizard import saved
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Choice, Source
from modelport.wizard.lookups import pending
from modelport.wizard.steps import STEPS

from .. import terminal
from ..diagnostics import error_lines
from .looking import looked_up
from .prompter import Left, Prompter, Question, Then
from .review import Decision, decide, look_again, show_answers
from .running import deploy, go_on
from .walk import Walk

INTERRUPTED = 130
_ANEW = Choice("new", "Start anew")


def terminal_prompter() -> Prompter:
    """Prompts that redraw a line, or numbered ones where the terminal or its reader wants nothing redrawn."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    if terminal.can_redraw():
        from .prompts import QuestionaryPrompter

        return QuestionaryPrompter(sys.stdin, sys.stderr)
    from .numbered import NumberedPrompter

    return NumberedPrompter(sys.stdin, sys.stderr)


class Session:
    """Asks, reviews and deploys. `save` is where the deployed request is written, `form` that of the data on stdout."""

    def __init__(self, prompter: Prompter, save: Path | None, progress: str, form: str) -> None:
        self._prompter, self._save, self._progress, self._form = prompter, save, progress, form
        self._failed_code = 0

    def run(self, fresh: Draft) -> int:
        """The exit code: 0 deployed, 1 the last run failed, 130 left before the end. Raises ModelportError."""
        walk = Walk(self._prompter, fresh)
        self._prompter.say(f"Deploy a model, question by question. {self._prompter.keys}")
        try:
            if run_id := self._cut_off(fresh):
                return go_on(run_id, self._progress, self._form)
            walk.draft = self._start(fresh)
            walk.through()
            return self._until_deployed(walk)
        except (Left, KeyboardInterrupt):
            return self._leave(walk.draft)

    def _cut_off(self, fresh: Draft) -> str:
        """The run that was cut off or cancelled, where it is about this model and somebody wants to go on with it."""
        run, source = last_cut_off(), fresh.text("artifact.source")
        if run is None or (source and absolute(source, Path.cwd()) != load(run.id).request.artifact.source):
            return ""
        choices = (Choice("resume", f"Go on with {run.model} {run.version}", "nothing is done twice"), _ANEW)
        question = Question("A run was cut off", "resume")
        explained = "Going on finishes what that run began; modelport runs lists it in any case. Ctrl-C leaves."
        return run.id if self._chosen(question, choices, explained) == "resume" else ""

    def _start(self, fresh: Draft) -> Draft:
        """The draft to begin with: the one that was left, if somebody wants it."""
        left = saved.latest(fresh.text("artifact.source"))
        if left is None:
            return fresh
        about = f"{left.source or 'no model chosen yet'}, {left.amount}, {saved.age(left)}"
        choices = (Choice("continue", "Continue where you left off", about), _ANEW)
        question = Question("There are answers from before", "continue")
        explained = "Continuing asks every question again, with those answers in place. Ctrl-C leaves."
        return saved.restored(fresh, left) if self._chosen(question, choices, explained) == "continue" else fresh

    def _chosen(self, question: Question, choices: tuple[Choice, ...], explained: str) -> str:
        while True:
            reply = self._prompter.choose(question, choices)
            if reply.then is Then.NEXT:
                return reply.text or question.text
            self._prompter.say(explained)

    def _until_deployed(self, walk: Walk) -> int:
        """Ask what to do until it is done; after a failed run its reason is the last that was said."""
        self._review(walk)
        while True:
            match decide(walk):
                case Decision.BACK:
                    walk.through(None)
                    self._review(walk)
                case Decision.DEPLOY:
                    code = self._deployed(walk.draft)
                    if code in (0, INTERRUPTED):
                        return code
                    self._failed_code = code
                    look_again(walk)
                case _:
                    raise Left

    def _deployed(self, draft: Draft) -> int:
        """The exit code; what keeps the run from beginning, such as a request that can't be saved, leads back too."""
        try:
            return deploy(draft, self._save, self._progress, self._form)
        except ModelportError as error:
            self._prompter.say("\n".join(error_lines(error)))
            return error.exit_code

    def _review(self, walk: Walk) -> None:
        if pending(walk.draft, len(STEPS) - 1):
            walk.draft = looked_up(walk.draft, len(STEPS) - 1, self._prompter)
        show_answers(walk)

    def _leave(self, draft: Draft) -> int:
        is_kept = any(answer.source is Source.TYPED for answer in draft.given.values())
        kept = "What you typed is kept: modelport deploy offers it." if is_kept else ""
        created = "modelport runs lists what was started." if self._failed_code else "Nothing was created."
        self._prompter.say(" ".join(filter(None, [created, kept])))
        return self._failed_code or INTERRUPTED
