"""One control per kind of field. A control shows a value and says what was typed or chosen; it decides nothing."""

from modelport.wizard.fields import Choice, Field, Kind

from .base import Accepted, BrowseRequested, Control, Edited
from .choice_line import ChoiceLine
from .choice_list import ChoiceList
from .text import TextControl

__all__ = ["Accepted", "BrowseRequested", "ChoiceList", "Control", "Edited", "control_for"]


def control_for(field: Field, choices: tuple[Choice, ...]) -> Control:
    """The control for a field's kind: few choices are all in sight, many are behind one line."""
    if field.kind is Kind.TABLE:
        return ChoiceList(field)
    if field.kind is Kind.SWITCH:
        return ChoiceLine(field)
    if field.kind is Kind.CHOICE:
        return ChoiceList(field) if any(c.note.endswith(".") for c in choices) else ChoiceLine(field)
    return TextControl(field)
