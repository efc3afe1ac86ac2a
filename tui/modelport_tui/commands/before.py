"""Options of a command that stand before it: `modelport --target local versions list`."""

from collections.abc import Sequence

WITH_VALUE = ("--target", "--project", "--region")
ALONE = ("--yes",)


def after_command(words: Sequence[str]) -> list[str]:
    """The words with what stands before the command put behind it (and before `--`): its parser knows the options."""
    count = _before(words)
    end = words.index("--") if "--" in words else len(words)
    if count == 0 or count >= end:
        return list(words)
    return [*words[count:end], *words[:count], *words[end:]]


def _before(words: Sequence[str]) -> int:
    """How many words of the options named above come first."""
    count = 0
    while count < len(words):
        name, equals, _ = words[count].partition("=")
        if name in WITH_VALUE:
            count += 1 if equals else 2
        elif name in ALONE:
            count += 1
        else:
            break
    return count
