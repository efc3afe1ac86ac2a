"""Words that a text must hold, and `!words` that it must not, without regard to case."""

from collections.abc import Callable


def holding(words: str) -> Callable[[str], bool]:
    """Whether a text fits; no words fit every text, and a lone `!` is still being typed."""
    parts = words.casefold().split()
    wanted = [part for part in parts if not part.startswith("!")]
    unwanted = [part[1:] for part in parts if part.startswith("!") and part != "!"]

    def fits(text: str) -> bool:
        whole = text.casefold()
        return all(word in whole for word in wanted) and not any(word in whole for word in unwanted)

    return fits
