"""Everything that can go wrong in a way a user should act on.

ModelportError
├── UsageError               wrong words on the command line            exit 2
│   ├── RequestFileError     a request file that cannot be read
│   └── MissingAnswers       answers are missing and nobody can be asked
├── PreflightFailed          findings of severity error                 exit 3
├── Interrupted              the user stopped it                        exit 130
├── ArtifactError            the model on disk cannot be used
├── LocalPlatformError       the embedded platform cannot start, or is not running
└── PlatformError            the platform answered, and refused
    ├── Unreachable          no answer at all
    ├── NotAuthenticated     no credentials, or they were refused
    │   └── LoginExpired     they were good once
    ├── AccessDenied         the account may not do this
    │   ├── PermissionMissing   and the platform names what it lacks
    │   ├── ServiceDisabled     the API is not enabled in the project
    │   └── WrongProject        no such project, or not for this account
    ├── NotFound
    ├── AlreadyExists
    ├── Conflict             somebody else changed it at the same time
    ├── QuotaExceeded        what the project may have is used up
    ├── ServiceRetired       Google switched AI Platform Prediction off
    └── VersionFailed        the version ended as FAILED
"""

from dataclasses import dataclass


class ModelportError(Exception):
    """What happened in one sentence, why, and what to do next; `raw` keeps the platform's own words."""

    exit_code = 1

    def __init__(self, summary: str, *, why: str = "", fix: str = "", command: str = "", raw: str = "") -> None:
        super().__init__(summary)
        self.summary = summary
        self.why = why
        self.fix = fix
        self.command = command
        self.raw = raw


class UsageError(ModelportError):
    """The command line does not say what to do."""

    exit_code = 2


class RequestFileError(UsageError):
    """A request file with unknown keys, wrong types or broken YAML."""


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """A field nobody answered, and the flag that would."""

    field: str
    label: str
    flag: str


class MissingAnswers(UsageError):
    """Answers are missing and there is no terminal to ask on."""

    def __init__(self, missing: tuple[MissingAnswer, ...]) -> None:
        lines = "\n".join(f"{answer.label}: {answer.flag}" for answer in missing)
        are = "answers are" if len(missing) > 1 else "answer is"
        super().__init__(
            f"{len(missing)} {are} missing, and there is no terminal to ask on.",
            why=lines,
            fix="Give each as a flag or in a request file.",
        )
        self.missing = missing


class PreflightFailed(ModelportError):
    """Something in the request would make the deployment fail."""

    exit_code = 3


class Interrupted(ModelportError):
    """The user stopped it; the summary says what exists now."""

    exit_code = 130


class ArtifactError(ModelportError):
    """The model on disk or in the bucket cannot be used."""


class LocalPlatformError(ModelportError):
    """The embedded platform cannot start, or is not running."""


class PlatformError(ModelportError):
    """The platform refused a call."""

    is_given_up = False
    """Whether the call was made again as often as makes sense."""


class Unreachable(PlatformError):
    """The platform did not answer."""


class NotAuthenticated(PlatformError):
    """There are no credentials, or the platform refused them."""


class LoginExpired(NotAuthenticated):
    """The credentials were good once: they have expired or were revoked."""


class AccessDenied(PlatformError):
    """The account may not do this to this resource."""


class PermissionMissing(AccessDenied):
    """The account lacks a permission that the platform names."""


class ServiceDisabled(AccessDenied):
    """The API is not enabled in the project."""


class WrongProject(AccessDenied):
    """There is no such project, or not for this account: a name or a number in place of the ID."""


class NotFound(PlatformError):
    """The resource is not there."""


class AlreadyExists(PlatformError):
    """A resource of that name is already there."""


class Conflict(PlatformError):
    """Somebody else changed the resource at the same time, so that nothing was done."""


class QuotaExceeded(PlatformError):
    """What the project may have is used up; waiting some seconds does not help."""


class ServiceRetired(PlatformError):
    """Google switched AI Platform Prediction off on 31 January 2025."""


class OperationCancelled(PlatformError):
    """Somebody asked for the end of an operation, and it has ended."""


class VersionFailed(PlatformError):
    """The platform could not bring the version up."""
