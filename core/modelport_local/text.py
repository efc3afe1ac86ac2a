"""Text from models and archives, which may hold what UTF-8 cannot: lone surrogates."""


def encodable(text: str) -> str:
    """`text` with escapes in the place of lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
