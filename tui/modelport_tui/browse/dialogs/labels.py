"""Labels as a person types them: one `key=value` a line."""

from __future__ import annotations

from collections.abc import Mapping


def as_lines(labels: Mapping[str, str]) -> str:
    """Labels for typing, in the order of their keys."""
    return "\n".join(f"{key}={value}" for key, value in sorted(labels.items()))


def labels_of(text: str) -> dict[str, str] | str:
    """The labels, or what cannot be read; empty lines don't count."""
    labels: dict[str, str] = {}
    for typed in filter(None, map(str.strip, text.splitlines())):
        key, equals, value = (part.strip() for part in typed.partition("="))
        if not (key and equals):
            return f"Labels: {typed!r} is no label. Type key=value, one a line."
        if key in labels:
            return f"Labels: {key} is there twice."
        labels[key] = value
    return labels
