"""What is wrong with a draft: unreadable texts, failed lookups, missing answers and preflight's findings."""

from collections.abc import Iterator

from .. import preflight
from ..artifacts.misplaced import Misplaced
from ..catalog.regions import GLOBAL
from ..errors import MissingAnswer
from ..preflight import Finding, Severity
from .draft import NEEDED, Draft, nested
from .fields import Field, Source, Step
from .values import Unreadable


def findings(draft: Draft) -> tuple[Finding, ...]:
    """Everything known about the draft so far, missing answers left out."""
    return (
        *_unreadable(draft),
        *_half_accelerator(draft),
        *half_parts(draft),
        *_set_aside(draft),
        *_failed_lookups(draft),
        *preflight.check(draft.request(), draft.seen),
    )


def step_findings(draft: Draft, step: Step) -> tuple[Finding, ...]:
    """The findings at this step's fields."""
    keys = {field.key for field in step.fields}
    return tuple(finding for finding in findings(draft) if finding.field in keys)


def blocking(draft: Draft, step: Step) -> tuple[Finding, ...]:
    """What keeps the step from being accepted: errors, and required answers that are missing."""
    errors = [finding for finding in step_findings(draft, step) if finding.severity is Severity.ERROR]
    wanting = {finding.field for finding in errors}
    missing = [_as_finding(one) for one in missing_answers(draft, step) if one.field not in wanting]
    return (*errors, *missing)


def applicable(draft: Draft, step: Step, key: str = "") -> Draft | None:
    """The draft with a finding's `apply` in it: the one at the field `key`, or the first of this step; None without."""
    mendable = [f for f in step_findings(draft, step) if f.apply and f.apply[0] in draft.fields]
    wanted = [f for f in mendable if f.field == key] or mendable
    return draft.with_text(*wanted[0].apply) if wanted and wanted[0].apply else None


def missing_answers(draft: Draft, *steps: Step) -> tuple[MissingAnswer, ...]:
    """The required fields of these steps that nobody has answered, and that no other answer would fill in."""
    return tuple(
        MissingAnswer(field.key, field.label, field.flag)
        for step in steps
        for field in step.fields
        if _is_missing(draft, field) and not (field.follows and _is_missing(draft, draft.fields[field.follows]))
    )


def _is_missing(draft: Draft, field: Field) -> bool:
    return field.required and draft.applies(field.key) and draft.answer(field.key).value in ("", ())


def decisive(draft: Draft) -> tuple[Finding, ...]:
    """Errors that make missing answers beside the point: no service, a lookup that failed, files that are no model."""
    codes = ("R30", "lookup.failed")
    errors = (finding for finding in findings(draft) if finding.severity is Severity.ERROR)
    return tuple(error for error in errors if error.code in codes or error.field == "artifact.source")


def _as_finding(missing: MissingAnswer) -> Finding:
    return Finding(
        "input.missing", Severity.ERROR, missing.field, f"{missing.label} is missing.", "Type or choose one."
    )


def _unreadable(draft: Draft) -> Iterator[Finding]:
    for key, field in draft.fields.items():
        value = draft.answer(key).value
        if isinstance(value, Unreadable) and draft.applies(key):
            message = f'"{value.text}" {value.problem}.'
            yield Finding(
                "input.unreadable",
                Severity.ERROR,
                key,
                message,
                f"Mend it, or empty it{' to leave it to the platform' if not field.required else ''}.",
            )


def _half_accelerator(draft: Draft) -> Iterator[Finding]:
    """A number of accelerators without a type has no place in a request."""
    kind = "version.accelerator.type"
    is_emptied = kind in draft.given and draft.given[kind].source is Source.TYPED
    if draft.is_told("version.accelerator.count") and not draft.text(kind) and not is_emptied:
        count = draft.text("version.accelerator.count")
        yield Finding(
            "R13",
            Severity.ERROR,
            "version.accelerator.count",
            f"{count} of which accelerator? No type is given.",
            f"Give the type too ({draft.fields[kind].flag}), or leave the number out.",
            ("version.accelerator.count", ""),
        )


def _set_aside(draft: Draft) -> Iterator[Finding]:
    """Own code that was given, and that the endpoint which was chosen since does not serve."""
    keys = ("artifact.prediction_class", "artifact.packages")
    given = [key for key in keys if key in draft.given and draft.text(key) and not draft.applies(key)]
    if given and draft.text("model.endpoint") != GLOBAL:
        texts = ", ".join(f"{draft.fields[key].label.lower()} {draft.text(key)}" for key in given)
        yield Finding(
            "R05",
            Severity.WARNING,
            "model.endpoint",
            f"Left out: {texts}. A regional endpoint serves no code of your own, and the model is deployed without it.",
            "Take the global endpoint to bring it back.",
            ("model.endpoint", GLOBAL),
        )


def half_parts(draft: Draft) -> Iterator[Finding]:
    """What `--set` says of a part that nobody has named; no step asks for it."""
    version = nested(draft.unasked).get("version", {})
    for name, needed in NEEDED.items():
        if needed not in version.get(name, {needed: ""}):
            key = f"version.{name}.{needed}"
            message = f"version.{name} lacks the key {needed}, and would be left out."
            yield Finding("input.missing", Severity.ERROR, key, message, f"Give it too (--set {key}=…).")


def _failed_lookups(draft: Draft) -> Iterator[Finding]:
    for key, problem in draft.seen.problems.items():
        message = " ".join(_sentence(text) for text in (problem.summary, problem.why) if text)
        fix = " ".join(filter(None, [problem.fix, problem.command and f"Run: {problem.command}"]))
        apply = (key, problem.better) if isinstance(problem, Misplaced) and problem.better else None
        yield Finding("lookup.failed", Severity.ERROR, key, message, fix, apply)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
