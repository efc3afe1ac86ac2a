"""Request logging as a person types it: a BigQuery table and a share of the requests."""

from __future__ import annotations

from modelport.platforms.serving import Resource


def logging_now(resource: Resource) -> tuple[str, str]:
    """The table and the share as text, "" where requests are not logged."""
    config = resource.get("requestLoggingConfig") or {}
    share = config.get("samplingPercentage")
    return str(config.get("bigqueryTableName", "")), "" if share is None else f"{share:g}"


def logging_changes(resource: Resource, table: str, share: str) -> tuple[str | None, float | None] | str:
    """The new table ("" turns logging off) and share, both None where nothing differs; or what cannot be read."""
    table, share = table.strip(), share.strip()
    if (table, share) == logging_now(resource):
        return None, None
    if not table:
        return ("", None) if logging_now(resource)[0] else "Log requests to: name a BigQuery table for the share."
    try:
        return table, float(share)
    except ValueError:
        return "Share logged: type a number from 0 to 1, such as 0.1."
