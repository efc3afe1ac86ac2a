"""Labels: at most 64 of them, with keys and values in the forms that gcloud checks too."""

from collections.abc import Iterator, Mapping

from modelport.catalog import limits

from .errors import Violation


def label_violations(resource: str, labels: Mapping[str, str]) -> Iterator[Violation]:
    """What is wrong with the labels of a `model` or `version`."""
    most = limits.limit("labels_per_resource")
    if len(labels) > most:
        yield Violation(f"{resource}.labels", f"{len(labels)} labels are given: at most {most} are allowed.")
    for key, value in labels.items():
        if not limits.is_valid_name("label_key", key):
            rule = "start with a lower-case letter; lower-case letters, digits, - and _; at most 63"
            yield Violation(f"{resource}.labels", f"The key {key!r} is not allowed: {rule}.")
        if not limits.is_valid_name("label_value", value):
            rule = "lower-case letters, digits, - and _; at most 63"
            yield Violation(f"{resource}.labels", f"The value {value!r} of {key!r} is not allowed: {rule}.")
