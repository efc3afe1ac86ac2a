"""The only door for strings from outside: they are shown as text, never as markup or terminal escapes."""

from textual.content import Content

from ..visible import visible

MUTED = "$foreground-muted"
"""The style of what is said beside the main thing."""


def plain(text: object, style: str = "") -> Content:
    """`text` as content; control characters but the line feed show as their symbols, ␛ for escape."""
    return Content.styled(visible(str(text)), style) if style else Content(visible(str(text)))


def line(*parts: tuple[object, str] | object) -> Content:
    """Parts side by side, each a text or a (text, style)."""
    contents = [plain(*part) if isinstance(part, tuple) else plain(part) for part in parts]
    return Content("").join(contents)
