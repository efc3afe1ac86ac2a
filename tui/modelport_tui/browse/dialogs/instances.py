"""Instances as a person types them, for testing and comparing."""

from __future__ import annotations

from modelport.wizard.fields import Kind
from modelport.wizard.values import Unreadable, parse

EXAMPLE = "[[5.1, 3.5, 1.4, 0.2]]"


def instances_of(text: str) -> tuple[object, ...] | str:
    """The instances, or why there are none."""
    value = parse(Kind.JSON, text)
    if isinstance(value, Unreadable):
        return f"What you typed {value.problem}."
    if not isinstance(value, tuple | list) or not value:
        return f"Type a JSON list of instances, such as {EXAMPLE}."
    return tuple(value)


def count_of(text: str, name: str) -> int | str:
    """A whole number, or what to type instead."""
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdigit() else f"{name}: type a whole number."
