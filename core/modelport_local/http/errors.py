"""A refusal, before any API has put it into its own words."""

from collections.abc import Mapping, Sequence


class HttpError(Exception):
    """A refusal; `reason` is camelCase (Cloud Storage's) or an API's status, `details` are JSON objects."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        details: Sequence[Mapping[str, object]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.details = tuple(details)
        self.headers = dict(headers or {})
