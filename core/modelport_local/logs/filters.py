"""Cloud Logging's filter language: NOT binds closer than OR, and OR closer than AND, which may be left out."""

from collections.abc import Callable

from .comparisons import Facts as Facts
from .comparisons import FilterError as FilterError
from .comparisons import Test as Test
from .comparisons import comparison, contains, every, opposite, some
from .scanning import Scanner, unquoted, unquoted_pattern

MAX_LENGTH, MAX_DEPTH = 20_000, 50
Term = Callable[[int], Test]
"""Reads one operand, at a depth of parentheses."""


def parse(text: str, knows: Callable[[str], bool] = lambda field: True) -> Test:
    """A test for log entries, true for each where the filter is empty; raises FilterError.

    It compares fields that are known alone: another one is an error.
    """
    if len(text) > MAX_LENGTH:
        raise FilterError(f"the filter has {len(text)} characters, and {MAX_LENGTH} are allowed")
    parser = _Parser(Scanner(text), knows)
    test = every(()) if parser.scanner.is_done else parser.expression(parser.term, 0)
    if not parser.scanner.is_done:
        raise parser.scanner.refused()
    return test


class _Parser:
    def __init__(self, scanner: Scanner, knows: Callable[[str], bool]) -> None:
        self.scanner = scanner
        self._knows = knows

    def expression(self, term: Term, depth: int) -> Test:
        """Operands joined by AND, OR and NOT, up to the end or a closing parenthesis."""
        if depth > MAX_DEPTH:
            raise self.scanner.refused(": its parentheses are nested too deeply")
        tests = [self._alternatives(term, depth)]
        while self.scanner.keyword("AND") or not (self.scanner.is_done or self.scanner.starts(")")):
            tests.append(self._alternatives(term, depth))
        return every(tests)

    def _alternatives(self, term: Term, depth: int) -> Test:
        tests = [self._negated(term, depth)]
        while self.scanner.keyword("OR"):
            tests.append(self._negated(term, depth))
        return some(tests)

    def _negated(self, term: Term, depth: int) -> Test:
        is_negated = False
        while self.scanner.keyword("NOT") or self.scanner.sign("-"):
            is_negated = not is_negated
        test = self._in_parentheses(term, depth) if self.scanner.sign("(") else term(depth)
        return opposite(test) if is_negated else test

    def _in_parentheses(self, term: Term, depth: int) -> Test:
        test = self.expression(term, depth + 1)
        if not self.scanner.sign(")"):
            raise self.scanner.refused(": a parenthesis is not closed")
        return test

    def term(self, depth: int) -> Test:
        """A comparison, a function, or a text that any field may hold."""
        if (text := self.scanner.string()) is not None:
            return contains(unquoted(text))
        field = self.scanner.field()
        if field is None or field in ("AND", "OR", "NOT"):
            raise self.scanner.refused()
        if self.scanner.sign("("):
            return self._function(field)
        operator = self.scanner.operator()
        return self._comparison(_path(field), operator, depth) if operator else contains(field)

    def _comparison(self, field: str, operator: str, depth: int) -> Test:
        """The value may be several in parentheses, joined as operands are."""
        if not self._knows(field):
            raise FilterError(f"there is no field {field[:50]!r} to filter by")

        def term(depth: int) -> Test:
            value = self._value(operator)
            return comparison(field, operator, value)

        return self._in_parentheses(term, depth) if self.scanner.sign("(") else term(depth)

    def _value(self, operator: str = "") -> str:
        text = self.scanner.string()
        if text is None:
            text = self.scanner.bare_value()
        if text is None:
            is_doubled = self.scanner.starts("=")
            raise self.scanner.refused(": a value is missing" + (", and = alone compares" if is_doubled else ""))
        return unquoted_pattern(text) if operator in ("=~", "!~") else unquoted(text)

    def _function(self, name: str) -> Test:
        """`log_id(text)`, `SEARCH(text)` and `SEARCH(field, text)`; raises FilterError for every other one."""
        if name.lower() not in ("log_id", "search"):
            raise FilterError(f"the filter has the function {name[:50]!r}; there are log_id and SEARCH only")
        field = self.scanner.field() if name.lower() == "search" else None
        if field and not self.scanner.sign(","):
            raise self.scanner.refused(": quote the text that SEARCH looks for")
        text = self._value()
        if not self.scanner.sign(")"):
            raise self.scanner.refused(": a parenthesis is not closed")
        if name.lower() == "log_id":
            return comparison("logName", "=~", f"/logs/{_literal(text.replace('/', '%2F'))}$")
        return comparison(_path(field), ":", text) if field else contains(text)


def _path(field: str) -> str:
    """A field's path without the quotes that its parts may have."""
    head, quote, rest = field.partition('."')
    if not quote:
        return field
    part, _, tail = rest.partition('"')
    return f"{head}.{unquoted(chr(34) + part + chr(34))}{_path(tail)}"


def _literal(text: str) -> str:
    """A pattern for the text itself."""
    return "".join(char if char.isalnum() else f"\\{char}" for char in text)
