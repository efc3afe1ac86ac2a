"""Flags of gcloud that mean nothing here: each is refused with what to write instead."""

import argparse
from collections.abc import Sequence
from typing import Any

EVERYWHERE = {
    "--access-token-file": "set MODELPORT_ACCESS_TOKEN_FILE to the file",
    "--account": "log in with that account: gcloud auth application-default login",
    "--billing-project": "Application Default Credentials name the project that pays",
    "--configuration": "set CLOUDSDK_ACTIVE_CONFIG_NAME to its name",
    "--impersonate-service-account": "name it at the login: gcloud auth application-default login",
    "--log-http": "write --verbose, which shows each call without tokens",
    "--verbosity": "write --verbose for more",
}
LISTS = {
    "--flatten": "write --format json, and take it apart with jq",
    "--page-size": "pages are fetched by themselves; --limit shortens the list",
    "--uri": "write --format json, where each resource has its name",
}


class _Refused(argparse.Action):
    """Ends with a sentence and exit code 2, as every wrong usage does."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace,
        values: str | Sequence[Any] | None, option_string: str | None = None,
    ) -> None:  # fmt: skip
        parser.error(f"{option_string} is a flag of gcloud's: {self.const}.")


def refuse_others(parser: argparse.ArgumentParser, *, is_list: bool) -> None:
    """Declare them, out of sight of the help."""
    for flag, instead in (EVERYWHERE | (LISTS if is_list else {})).items():
        parser.add_argument(flag, action=_Refused, nargs="?", const=instead, help=argparse.SUPPRESS)
