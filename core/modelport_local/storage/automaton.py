"""Glob patterns as automata: a name costs at most its length times the pattern's, whatever both are."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

Test: TypeAlias = Callable[[str], object]
"""Whether a character may stand here."""


class Automaton:
    """States that a name goes through, several at a time; built from left to right."""

    def __init__(self) -> None:
        self._steps: list[list[tuple[Test, int]]] = [[]]
        self._jumps: list[list[int]] = [[]]
        self._at = 0
        self._choices: list[tuple[int, list[int]]] = []

    def one(self, test: Test) -> None:
        """One character."""
        target = self._new()
        self._steps[self._at].append((test, target))
        self._at = target

    def any_number(self, test: Test) -> None:
        """Any number of characters."""
        target = self._new()
        self._jumps[self._at].append(target)
        self._steps[target].append((test, target))
        self._at = target

    def begin_choice(self) -> None:
        """What follows is the first of several alternatives."""
        self._choices.append((self._at, []))
        self._branch()

    def next_choice(self) -> None:
        """What follows is another alternative."""
        self._choices[-1][1].append(self._at)
        self._branch()

    def end_choice(self) -> None:
        """What follows comes after any alternative."""
        _, ends = self._choices.pop()
        target = self._new()
        for end in (*ends, self._at):
            self._jumps[end].append(target)
        self._at = target

    def fullmatch(self, name: str) -> bool:
        """Whether the whole name fits."""
        states = self._reached([0])
        for character in name:
            states = self._reached(target for state in states for test, target in self._steps[state] if test(character))
            if not states:
                return False
        return self._at in states

    def _branch(self) -> None:
        target = self._new()
        self._jumps[self._choices[-1][0]].append(target)
        self._at = target

    def _new(self) -> int:
        self._steps.append([])
        self._jumps.append([])
        return len(self._steps) - 1

    def _reached(self, states: Iterable[int]) -> set[int]:
        found: set[int] = set()
        waiting = list(states)
        while waiting:
            state = waiting.pop()
            if state not in found:
                found.add(state)
                waiting += self._jumps[state]
        return found
