"""Plain mode from its first line to its exit code."""

import sys
from pathlib import Path

from modelport.wizard import saved
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Choice, Source
from modelport.wizard.lookups import pending
from modelport.wizard.steps import STEPS

from .. import terminal
from .looking import looked_up
from .prompter import Left, Prompter, Question, Then
from .review import Decision, decide
from .running import deploy
from .walk import Walk

INTERRUPTED = 130


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
        try:
            walk.draft = self._start(fresh)
            walk.through()
            return self._until_deployed(walk)
        except (Left, KeyboardInterrupt):
            return self._leave(walk.draft)

    def _start(self, fresh: Draft) -> Draft:
        """The draft to begin with: the one that was left, if somebody wants it."""
        self._prompter.say(f"Deploy a model, question by question. {self._prompter.keys}")
        left = saved.latest(fresh.text("artifact.source"))
        if left is None:
            return fresh
        about = f"{left.source or 'no model chosen yet'}, {len(left.answers)} answers, {saved.age(left)}"
        choices = (Choice("continue", "Continue where you left off", about), Choice("new", "Start anew"))
        while True:
            reply = self._prompter.choose(Question("There are answers from before", "continue"), choices)
            if reply.then is Then.NEXT:
                return saved.restored(fresh, left) if reply.text == "continue" else fresh
            self._prompter.say("Continuing asks every question again, with those answers in place. Ctrl-C leaves.")

    def _until_deployed(self, walk: Walk) -> int:
        while True:
            if pending(walk.draft, len(STEPS) - 1):
                walk.draft = looked_up(walk.draft, len(STEPS) - 1, self._prompter)
            match decide(walk):
                case Decision.BACK:
                    walk.through(None)
                case Decision.DEPLOY:
                    code = deploy(walk.draft, self._save, self._progress, self._form)
                    if code in (0, INTERRUPTED):
                        return code
                    self._failed_code = code
                case _:
                    raise Left

    def _leave(self, draft: Draft) -> int:
        is_kept = any(answer.source is Source.TYPED for answer in draft.given.values())
        kept = "What you typed is kept: modelport deploy offers it." if is_kept else ""
        created = "modelport runs lists what was started." if self._failed_code else "Nothing was created."
        self._prompter.say(" ".join(filter(None, [created, kept])))
        return self._failed_code or INTERRUPTED
