"""Regular expressions in RE2's syntax that only ever cost so much: a search answers yes or no, and never backtracks."""
