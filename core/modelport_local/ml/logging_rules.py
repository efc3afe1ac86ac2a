"""What the logging of a version's requests must satisfy, though nothing is logged here."""

import re
from collections.abc import Iterator

from .errors import Violation
from .resources import Version

_TABLE = re.compile(r"(?:[a-z0-9.-]+:)?[A-Za-z0-9-]+\.\w+\.[^\s.`]+")
"""BigQuery's `project.dataset.table`; the project may belong to a domain, as in `example.com:project`."""


def logging_violations(version: Version) -> Iterator[Violation]:
    """What is wrong with `requestLoggingConfig`; without a table and a share it turns the logging off."""
    config = version.request_logging_config
    if config is None:
        return
    share, table = config.sampling_percentage or 0.0, config.bigquery_table_name
    if not 0 <= share <= 1:
        yield _field("sampling_percentage", f"{share:g} is not a share of the requests from 0 to 1.")
    if table and not _TABLE.fullmatch(table):
        yield _field("bigquery_table_name", f"{table!r} must look like project.dataset.table.")
    if share and not table:
        yield _field("bigquery_table_name", "The table that the requests go to is required, as project.dataset.table.")


def _field(name: str, description: str) -> Violation:
    return Violation(f"version.request_logging_config.{name}", description)
