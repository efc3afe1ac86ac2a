"""What may change about a version, and what the platform refuses: known before it is asked."""

from dataclasses import dataclass

from modelport.catalog import limits, machines
from modelport.errors import PlatformError
from modelport.platforms.bodies import Body

from . import columns
from .rows import ModelRow, VersionRow


class Refused(PlatformError):
    """The platform would refuse it, so that it is not asked."""


@dataclass(frozen=True, slots=True)
class Changes:
    """New values of a version, None for what stays; `bigquery_table` "" turns request logging off."""

    description: str | None = None
    labels: dict[str, str] | None = None
    min_nodes: int | None = None
    max_nodes: int | None = None
    nodes: int | None = None
    bigquery_table: str | None = None
    sampling: float | None = None

    def body(self) -> Body:
        """The Version resource of `versions.patch` with these values."""
        auto = {"minNodes": self.min_nodes, "maxNodes": self.max_nodes}
        scaling: Body = {name: count for name, count in auto.items() if count is not None}
        parts: Body = {
            "description": self.description,
            "labels": dict(self.labels) if self.labels is not None else None,
            "autoScaling": scaling or None,
            "manualScaling": {"nodes": self.nodes} if self.nodes is not None else None,
            "requestLoggingConfig": self._logging(),
        }
        return {name: value for name, value in parts.items() if value is not None}

    def mask(self) -> tuple[str, ...]:
        """The fields for `updateMask`."""
        given = {
            "description": self.description,
            "labels": self.labels,
            "autoScaling.minNodes": self.min_nodes,
            "autoScaling.maxNodes": self.max_nodes,
            "manualScaling.nodes": self.nodes,
            "requestLoggingConfig": self.bigquery_table,
        }
        return tuple(name for name, value in given.items() if value is not None)

    def _logging(self) -> Body | None:
        if not self.bigquery_table:
            return None
        return {"bigqueryTableName": self.bigquery_table, "samplingPercentage": self.sampling or 0.0}


def refusal_to_update(row: VersionRow, changes: Changes) -> Refused | None:
    """Why the platform would not make these changes, or None."""
    if row.is_busy:
        return _busy(row, "changed")
    if not changes.mask():
        return Refused("Nothing is to be changed.", fix="Give a new description, labels, nodes or logging.")
    if changes.sampling is not None and (not changes.bigquery_table or not 0 <= changes.sampling <= 1):
        return _refused(row, "Request logging samples a share from 0 to 1, into a BigQuery table.",
                        "Give both, such as p.dataset.table and 0.1.")  # fmt: skip
    if why := _label_problem(changes.labels or {}):
        return _refused(row, why, "Keys begin with a lower-case letter; both hold a-z, 0-9, - and _ only.")
    return _refusal_to_scale(row, changes)


def refusal_to_set_default(row: VersionRow) -> Refused | None:
    """Why a version cannot become the default, or None."""
    if row.is_default:
        return Refused(f"{row.version} is the default of {row.model} already.")
    if row.state != "READY":
        why = f"It is {row.state}, and only a version that is READY can be the default."
        return Refused(f"{row.version} cannot become the default of {row.model}.", why=why, fix=_next(row))
    return None


def refusal_to_delete(row: VersionRow, siblings: int) -> Refused | None:
    """Why a version cannot be deleted, or None; `siblings` is how many other versions its model has."""
    if row.is_busy:
        return _busy(row, "deleted")
    if row.is_default and siblings:
        why = f"It is the default of {row.model}, which has {siblings} more."
        return Refused(f"{row.version} cannot be deleted.", why=why, fix="Make another version the default first.")
    return None


def refusal_to_delete_model(row: ModelRow, versions: int) -> Refused | None:
    """Why a model cannot be deleted, or None."""
    if not versions:
        return None
    why = f"It still has {versions} version{'s' if versions > 1 else ''}."
    return Refused(f"The model {row.model} cannot be deleted.", why=why, fix="Delete its versions first.")


def lost_by_deleting(row: VersionRow) -> tuple[str, ...]:
    """What is gone after a version's deletion, in sentences; its files in the bucket stay."""
    lines = [f"{row.version} of {row.model} ({row.region}) and its nodes ({columns.nodes(row) or 'none'})."]
    if row.is_default:
        lines.append(f"It answers for {row.model}: calls that name no version fail afterwards.")
    if row.last_used:
        lines.append(f"It was last asked for a prediction at {row.last_used}.")
    source = row.resource.get("deploymentUri")
    return (*lines, f"Its files in {source} stay.") if source else tuple(lines)


def lost_with_model(row: ModelRow) -> tuple[str, ...]:
    """What is gone after the deletion of a model, which has no versions then."""
    return (f"The model {row.model} on {row.endpoint}, with its description, labels and choice of logs.",)


def _refusal_to_scale(row: VersionRow, changes: Changes) -> Refused | None:
    is_manual = "manualScaling" in row.resource
    if changes.nodes is not None and not is_manual:
        return _refused(row, "It scales automatically: it has no fixed number of nodes.", "Change its minimum instead.")
    if (changes.min_nodes, changes.max_nodes) != (None, None) and is_manual:
        return _refused(row, "Its number of nodes is fixed: it has no limits.", "Change the number of nodes instead.")
    if row.machine.startswith("mls1") and changes.nodes is not None:
        return _refused(row, f"On {row.machine} the number of nodes cannot be changed.", "Deploy a new version.")
    if row.machine.startswith("mls1") and changes.labels is not None:
        return _refused(row, f"On {row.machine} labels cannot be changed.", "Deploy a new version.")
    return _refusal_of_counts(row, changes)


def _refusal_of_counts(row: VersionRow, changes: Changes) -> Refused | None:
    machine = machines.find(row.machine)
    floor = machine.min_nodes_floor if machine else 0
    auto = row.resource.get("autoScaling") or {}
    least = changes.min_nodes if changes.min_nodes is not None else auto.get("minNodes")
    most = changes.max_nodes if changes.max_nodes is not None else auto.get("maxNodes")
    if changes.min_nodes is not None and changes.min_nodes < floor:
        return _refused(row, f"On {row.machine or 'this machine'} at least {floor} node must run.", "Choose more.")
    if changes.nodes is not None and changes.nodes < 1:
        return _refused(row, "At least 1 node must run.", "Choose more, or delete the version.")
    if least is not None and most is not None and most < least and changes.mask():
        return _refused(row, f"The minimum of {least} is above the maximum of {most}.", "Change both, or one of them.")
    return None


def _label_problem(labels: dict[str, str]) -> str:
    if len(labels) > limits.limit("labels_per_resource"):
        return f"There are {len(labels)} labels, and at most {limits.limit('labels_per_resource')} are allowed."
    kinds = (("label_key", labels.keys()), ("label_value", labels.values()))
    bad = [text for kind, texts in kinds for text in texts if text and not limits.is_valid_name(kind, text)]
    return f"{', '.join(map(repr, bad))} is not allowed in a label." if bad or "" in labels else ""


def _refused(row: VersionRow, why: str, fix: str) -> Refused:
    return Refused(f"{row.version} of {row.model} cannot be changed like this.", why=why, fix=fix)


def _busy(row: VersionRow, what: str) -> Refused:
    return Refused(f"{row.version} cannot be {what} now.", why=f"It is {row.state}.", fix=_next(row))


def _next(row: VersionRow) -> str:
    return "Wait until it is READY or FAILED, or cancel its operation." if row.is_busy else "See its error and log."
