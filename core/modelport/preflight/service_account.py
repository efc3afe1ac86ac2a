"""Who must be allowed to act as a version's own service account, which no look from outside shows."""

from collections.abc import Iterator

from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Finding, Severity

FIELD = "version.service_account"


def check_service_account(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """Google refuses the version where the deployer or the platform's agent may not act as the account.

    The embedded platform has no accounts to act as.
    """
    account = request.version.service_account
    if not account or request.target.platform == "local":
        return
    grant = f"gcloud iam service-accounts add-iam-policy-binding {account}"
    yield Finding(
        "service-account.access",
        Severity.INFO,
        FIELD,
        f"You need iam.serviceAccounts.actAs on {account}, and the platform's service agent must manage it.",
        f"Its owner grants both: {grant} --member=user:YOU --role=roles/iam.serviceAccountUser, and the same for "
        "the agent with --role=roles/iam.serviceAccountAdmin.",
    )
