"""Control characters made visible: the same for screens, lines and error messages."""


def visible(text: str) -> str:
    """`text` with control characters as their symbols, ␛ for escape; the line feed stays."""
    return text if text.isprintable() else "".join(map(_character, text))


def _character(character: str) -> str:
    code = ord(character)
    if character == "\n" or character.isprintable():
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"
