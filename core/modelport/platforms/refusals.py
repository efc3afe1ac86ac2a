"""What a refusal of Google's means where its body says more than its status: project, API, permission, quota, conflict.

Bodies follow google.rpc: `ErrorInfo` carries `reason` and `metadata`; Cloud Storage has `errors[].reason` instead.
"""

import re
import shlex
from dataclasses import dataclass, field

from modelport.errors import (
    AccessDenied,
    Conflict,
    PermissionMissing,
    PlatformError,
    QuotaExceeded,
    ServiceDisabled,
    WrongProject,
)

from .serving import Busy

_PERMISSION = re.compile(r"\b((?:ml|storage|iam|logging|serviceusage|resourcemanager)\.[a-zA-Z]+\.[a-zA-Z]+)\b")
_ACCOUNT = re.compile(r"([\w.+%-]+@[\w.-]+\.\w+) does not have")
_SERVICE = re.compile(r"\b([a-z]+\.googleapis\.com)/overview")
_DISABLED = re.compile(r"has not been used in project|API .*is disabled|SERVICE_DISABLED")
_INVALID_PROJECT = re.compile(
    r"CONSUMER_INVALID|Permission denied on resource project|Unknown project|Project .* not found"
)
_USED_UP = re.compile(r"Quota failure for project|exceeds the allowed maximum of|quota metrics exceed quota limits")
_TOO_FAST = re.compile(r"rate_?limit|quota exceeded for quota metric|rate of traffic|per minute", re.IGNORECASE)
_QUOTAS = "https://console.cloud.google.com/iam-admin/quotas"
# The least role that holds permissions of this beginning (Google's lists of predefined roles); the longest counts.
_ROLES = {
    "ml.": "roles/ml.developer",
    "ml.models.delete": "roles/ml.admin",
    "ml.models.update": "roles/ml.admin",
    "ml.versions.delete": "roles/ml.admin",
    "ml.versions.update": "roles/ml.admin",
    "storage.buckets.": "roles/storage.admin",
    "storage.objects.": "roles/storage.objectAdmin",
    "storage.objects.get": "roles/storage.objectViewer",
    "storage.objects.list": "roles/storage.objectViewer",
    "logging.": "roles/logging.viewer",
    "iam.serviceAccounts.actAs": "roles/iam.serviceAccountUser",
    "serviceusage.": "roles/serviceusage.serviceUsageConsumer",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A platform's refusal: HTTP status, status name such as NOT_FOUND, message, the whole body, and its ErrorInfo.

    `wait_seconds` is how long the platform asks to be left alone.
    """

    code: int
    status: str
    message: str
    raw: str
    reason: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    wait_seconds: float = 0.0


def recognised(refusal: Refusal, doing: str, project: str) -> PlatformError | None:
    """The error that says exactly what is wrong, or None where the status says all there is."""
    summary = f"Cannot {doing}"
    text = f"{refusal.reason} {refusal.message}"
    if refusal.code == 409:
        return _conflict(refusal, summary)
    if refusal.code == 429:
        return _quota(refusal, summary, text, project)
    if refusal.code not in (400, 403, 404):
        return None
    if _DISABLED.search(text) or refusal.reason == "accessNotConfigured":
        return _disabled(refusal, summary, project)
    if _INVALID_PROJECT.search(text):
        return _wrong_project(refusal, summary, project)
    return _permission(refusal, summary, project) if refusal.code == 403 else None


def _conflict(refusal: Refusal, summary: str) -> PlatformError | None:
    if refusal.status == "ABORTED":
        fix = "Load it again and repeat."
        return Conflict(f"{summary}: it was changed at the same time.", why=refusal.message, fix=fix, raw=refusal.raw)
    if "not empty" in refusal.message:
        fix = "Delete what is in it first."
        return PlatformError(f"{summary}: it is not empty.", why=refusal.message, fix=fix, raw=refusal.raw)
    return None


def _quota(refusal: Refusal, summary: str, text: str, project: str) -> PlatformError | None:
    """What is used up stays so; a rate is one of requests a minute, and waiting helps."""
    if not _USED_UP.search(text):
        if not _TOO_FAST.search(text):
            return None
        fix = "Wait a minute, or ask for more of the quota; then run it again. What exists is kept."
        return Busy(f"{summary}: too many requests.", why=refusal.message, fix=fix, raw=refusal.raw)
    return QuotaExceeded(
        f"{summary}: the project's quota is used up.",
        why=refusal.message,
        fix="Take fewer or smaller nodes, free some, choose another region, or ask for more at "
        f"{_QUOTAS}?project={project}. What exists is kept.",
        command=f"gcloud ai-platform models list --project={shlex.quote(project)}",
        raw=refusal.raw,
    )


def _disabled(refusal: Refusal, summary: str, project: str) -> ServiceDisabled:
    found = _SERVICE.search(refusal.message)
    service = refusal.metadata.get("service") or (found.group(1) if found else "ml.googleapis.com")
    return ServiceDisabled(
        f"{summary}: the API {service} is not enabled in the project {project}.",
        why=refusal.message,
        fix="Enable it, wait some minutes, and run it again.",
        command=f"gcloud services enable {shlex.quote(service)} --project={shlex.quote(project)}",
        raw=refusal.raw,
    )


def _wrong_project(refusal: Refusal, summary: str, project: str) -> WrongProject:
    kind = "a project's number" if project.isdigit() else "no project ID" if re.search(r"[^a-z0-9:.-]", project) else ""
    return WrongProject(
        f"{summary}: there is no project {project}, or not for this account.",
        why=refusal.message + (f"\n{project} is {kind}." if kind else ""),
        fix="Give the project's ID: lower-case letters, digits and hyphens, neither its name nor its number.",
        command="gcloud projects list",
        raw=refusal.raw,
    )


def _permission(refusal: Refusal, summary: str, project: str) -> AccessDenied | None:
    found = _PERMISSION.search(refusal.message)
    permission = refusal.metadata.get("permission") or (found.group(1) if found else "")
    if not permission:
        return None
    begins = [start for start in _ROLES if permission.startswith(start)]
    role = _ROLES[max(begins, key=len)] if begins else ""
    account = _ACCOUNT.search(refusal.message)
    member = shlex.quote(f"user:{account.group(1)}") if account else '"user:$(gcloud config get account)"'
    asked = f"the role {role}" if role else "a role that has it"
    return PermissionMissing(
        f"{summary}: this account lacks the permission {permission}.",
        why=refusal.message,
        fix=f"Ask the owner of the project or bucket for {asked}; the owner can run the command.",
        command=f"gcloud projects add-iam-policy-binding {shlex.quote(project)} --member={member} --role={role}"
        if role
        else "",
        raw=refusal.raw,
    )
