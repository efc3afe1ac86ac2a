"""The words of plain mode: where an answer came from, what a field means, what is wrong."""

from collections.abc import Iterator

from modelport.preflight import Finding
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field, Step
from modelport.wizard.values import show

from ..diagnostics import MARKS

SHORT = 60


def shortened(text: str, most: int = SHORT) -> str:
    """`text`, or its start with its length in characters where it is longer than a line can hold."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def reason_of(draft: Draft, key: str) -> str:
    """The source of the answer in force, with its reason: `suggested: the first version`."""
    answer = draft.answer(key)
    if answer.value in ("", (), {}):
        return answer.reason
    return ": ".join(filter(None, [answer.source.value, answer.reason]))


def answer_line(draft: Draft, field: Field) -> str:
    """A field's answer and its source in a line; what can't be read is shown as it was typed."""
    reason = reason_of(draft, field.key)
    text = shortened(given_text(draft, field.key)) or "–"
    return f"{field.label}: {text}" + (f" ({reason})" if reason else "")


def given_text(draft: Draft, key: str) -> str:
    """The answer in force as it would be typed, readable or not."""
    return show(draft.answer(key).value, draft.fields[key].kind)


def given_texts(draft: Draft) -> dict[str, str]:
    """Every answer in force that applies, by its field's key."""
    return {key: given_text(draft, key) for key in draft.fields if draft.applies(key)}


def changes(before: dict[str, str], draft: Draft, but: str = "") -> tuple[str, ...]:
    """A line for each answer that is another one than `before`; the one of the field `but` is known."""
    texts = given_texts(draft)
    changed = [key for key, text in texts.items() if key != but and before.get(key, "") != text]
    return tuple(f"Also changed: {answer_line(draft, draft.fields[key])}" for key in changed)


def heading(step: Step, number: int, total: int) -> str:
    """What a step begins with; the last one's introduction is about what comes after its questions."""
    intro = step.intro if number < total else "The last questions; then everything is shown before anything is created."
    return f"\nStep {number} of {total}: {step.title}. {intro}"


def explanation(field: Field) -> Iterator[str]:
    """What a field means, what to do without an opinion, and how to answer it unattended."""
    yield f"{field.label}: {field.help}"
    if field.billed:
        yield f"Cost: {field.billed}"
    if field.unsure:
        yield f"Unsure? {field.unsure}"
    flag = f"{field.flag} on the command line, or " if field.flag else ""
    yield f"Unattended: {flag}{field.key} in a request file."


def finding_lines(findings: tuple[Finding, ...]) -> Iterator[str]:
    """Findings with their fixes."""
    for finding in findings:
        yield f"{MARKS[finding.severity]} {finding.severity.value}: {finding.message}"
        if finding.fix:
            yield f"  → {finding.fix}"
