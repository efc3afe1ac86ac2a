"""A pattern as an automaton: all states at once, and every step is remembered, so that no text makes it slow."""

from dataclasses import dataclass

from .characters import is_word
from .parsing import parse
from .tree import At, CharTest, Choice, Node, One, PatternError, Place, Repeat, Row

_REMEMBERED = 10_000
_States = frozenset[int]
_NOTHING = _States()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one pattern may have: characters, states, and visits to states in all searches together.

    Remembered steps visit none; None is no limit.
    """

    characters: int = 1024
    states: int = 1000
    visits: int | None = 1_000_000


_USUAL = Limits()


class Pattern:
    """A regular expression to search for."""

    def __init__(self, text: str, limits: Limits = _USUAL) -> None:
        """Raises PatternError for what is no pattern, or too large a one."""
        self._limits = limits
        if len(text) > limits.characters:
            allowed = f"{limits.characters} are allowed"
            raise PatternError(f"the regular expression has {len(text)} characters, and {allowed}")
        self._steps: list[list[tuple[CharTest, int]]] = [[]]
        self._jumps: list[list[tuple[Place | None, int]]] = [[]]
        self._end = self._add(parse(text), 0)
        self._known: dict[tuple[_States, str | None, str | None], tuple[bool, _States]] = {}
        self._visits = 0

    def search(self, text: str) -> bool:
        """Whether the pattern is found anywhere; raises PatternError where that takes too long."""
        states, before = _States((0,)), None
        for char in (*text, None):
            key = (states, before, char)
            found, states = self._known.get(key) or self._advance(*key)
            if found:
                return True
            before = _kind(char)
        return False

    def _advance(self, states: _States, before: str | None, char: str | None) -> tuple[bool, _States]:
        reached = self._reached(states, before, char)
        if self._end in reached:
            result = True, _NOTHING
        elif char is None:
            result = False, _NOTHING
        else:
            result = False, _States((0, *(to for state in reached for test, to in self._steps[state] if test(char))))
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[states, before, char] = result
        return result

    def _reached(self, states: _States, before: str | None, after: str | None) -> set[int]:
        found: set[int] = set()
        waiting = list(states)
        while waiting:
            state = waiting.pop()
            if state not in found:
                found.add(state)
                waiting += (to for place, to in self._jumps[state] if place is None or place(before, after))
        self._visits += len(found)
        if self._limits.visits is not None and self._visits > self._limits.visits:
            raise PatternError("the regular expression takes too long on these logs: write a simpler one")
        return found

    def _new(self) -> int:
        if len(self._steps) >= self._limits.states:
            raise PatternError("the regular expression is too large: it repeats too much")
        self._steps.append([])
        self._jumps.append([])
        return len(self._steps) - 1

    def _jump(self, start: int, end: int, place: Place | None = None) -> int:
        self._jumps[start].append((place, end))
        return end

    def _add(self, node: Node, start: int) -> int:
        """Append a node's states behind `start`; gives the state that follows it."""
        match node:
            case One(test):
                end = self._new()
                self._steps[start].append((test, end))
                return end
            case At(place):
                return self._jump(start, self._new(), place)
            case Row(parts):
                for part in parts:
                    start = self._add(part, start)
                return start
            case Choice(parts):
                ends = [self._add(part, self._jump(start, self._new())) for part in parts]
                target = self._new()
                for end in ends:
                    self._jump(end, target)
                return target
            case Repeat():
                return self._add_repeated(node, start)

    def _add_repeated(self, node: Repeat, start: int) -> int:
        for _ in range(node.least):
            start = self._add(node.part, start)
        if node.most is None:
            loop = self._jump(start, self._new())
            self._jump(self._add(node.part, loop), loop)
            return self._jump(loop, self._new())
        ends = [start]
        for _ in range(node.most - node.least):
            ends.append(self._add(node.part, ends[-1]))
        target = self._new()
        for end in ends:
            self._jump(end, target)
        return target


def _kind(char: str | None) -> str | None:
    """What a position needs to know of the character before it."""
    if char is None or char == "\n":
        return char
    return "w" if is_word(char) else " "
