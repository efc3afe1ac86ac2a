"""A fake prompter for tests: it answers by a script, and remembers what was asked and said."""

from collections.abc import Callable, Mapping, Sequence

from modelport.wizard.fields import Choice
from modelport_tui.plain.prompter import Left, Question, Reply, Then

BACK = Reply(then=Then.BACK)
EXPLAIN = Reply(then=Then.EXPLAIN)
RESET = Reply(then=Then.RESET)
LIST = Reply(then=Then.LIST)
Line = Reply | str | type[Left] | Callable[[], str]
Script = Mapping[str, Sequence[Line]]


class ScriptedPrompter:
    """Gives the replies of `script`, a list for each label, in their order, and else what Enter gives.

    A reply that is a function is called when the question is asked.
    """

    def __init__(self, script: Script | None = None) -> None:
        self._script = {label: list(replies) for label, replies in (script or {}).items()}
        self.asked: list[Question] = []
        self.said: list[str] = []

    keys = "a script answers"

    @property
    def labels(self) -> list[str]:
        """The labels of everything that was asked."""
        return [question.label for question in self.asked]

    @property
    def left_over(self) -> list[str]:
        """The labels whose replies were not all used."""
        return [label for label, replies in self._script.items() if replies]

    def say(self, text: str) -> None:
        self.said.append(text)

    def text(self, question: Question, choices: Sequence[Choice] = ()) -> Reply:
        return self._reply(question)

    def path(self, question: Question) -> Reply:
        return self._reply(question)

    def confirm(self, question: Question) -> Reply:
        return self._reply(question)

    def choose(self, question: Question, choices: Sequence[Choice], columns: Sequence[str] = ()) -> Reply:
        reply = self._reply(question)
        if reply.then is Then.NEXT:
            assert reply.text in [choice.value for choice in choices if not choice.unavailable], (question, reply)
        return reply

    def _reply(self, question: Question) -> Reply:
        self.asked.append(question)
        replies = self._script.get(question.label)
        reply = replies.pop(0) if replies else question.text
        if reply is Left:
            raise Left
        if isinstance(reply, Reply):
            return reply
        return Reply(reply if isinstance(reply, str) else str(reply()))
