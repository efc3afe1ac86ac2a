"""Long command lines, folded at their flags: a shell reads them as before, and people can."""

WIDTH = 60


def folded(script: str) -> str:
    """Each line longer than `WIDTH` characters gets a line for each flag; text in quotes is left whole."""
    return "\n".join(line if len(line) <= WIDTH else " \\\n    ".join(_parts(line)) for line in script.splitlines())


def _parts(line: str) -> list[str]:
    """The line cut before every flag that stands outside of quotes."""
    parts, start, quote = [], 0, ""
    for place, character in enumerate(line):
        if character in "'\"" and quote in ("", character):
            quote = "" if quote else character
        elif not quote and line.startswith(" -", place) and place > start:
            parts.append(line[start:place].strip())
            start = place
    return [*parts, line[start:].strip()]
