"""Cloud Resource Manager v1, as far as a project that always exists needs it."""

import re
from collections.abc import Callable

from ..http.messages import Request, Response, json_response
from ..http.routes import Router
from ..ml.errors import error, not_found
from ..ml.unavailable import not_here
from ..storage.names import project_number

_PROJECT_ID = re.compile(r"[a-z][a-z0-9.:-]{0,127}")
_ONE = "/apis/cloudresourcemanager/v1/projects/{project}"
_POLICY_VERBS = ("getIamPolicy", "setIamPolicy", "testIamPermissions")


class ProjectDirectory:
    """Any project's id may be described; listed are those that own something, which `known` gives."""

    def __init__(self, known: Callable[[], set[str]]) -> None:
        self._known = known

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        router.add("GET", "/apis/cloudresourcemanager/v1/projects", self.list_all)
        router.add("POST", "/apis/cloudresourcemanager/v1/projects", self.refuse_new)
        router.add("GET", _ONE, self.get)
        for method in ("PUT", "DELETE"):
            router.add(method, _ONE, not_here("Changes to projects"))
        for verb in _POLICY_VERBS:
            router.add("POST", f"{_ONE}:{verb}", self.refuse_policy)

    def list_all(self, request: Request) -> Response:
        """Every project that owns a bucket or a model; filters are left to the caller."""
        found = [_resource(project) for project in sorted(self._known())]
        return json_response({"projects": found} if found else {})

    def get(self, request: Request, project: str) -> Response:
        """The project under its id, or under its number where it owns something."""
        if not _PROJECT_ID.fullmatch(project):
            by_number = {project_number(known): known for known in self._known()}
            if project not in by_number:
                raise not_found(f"projects/{project}", "Describe a project by its id, such as my-project.")
            project = by_number[project]
        return json_response(_resource(project))

    def refuse_new(self, request: Request) -> Response:
        """Raises HttpError 400: there is nothing to create."""
        text = (
            "Projects need not be created on the embedded platform. Use any id as it is: gcloud config set project ID."
        )
        raise error("FAILED_PRECONDITION", text)

    def refuse_policy(self, request: Request, project: str) -> Response:
        """Raises HttpError 400: only buckets and models have policies."""
        raise error(
            "FAILED_PRECONDITION",
            f"The project {project} has no IAM policy on the embedded platform: whoever holds its token may do "
            "everything. Grant roles on a bucket (gcloud storage buckets add-iam-policy-binding) or on a model "
            "(gcloud ai-platform models add-iam-policy-binding).",
        )


def _resource(project: str) -> dict[str, object]:
    return {
        "projectId": project,
        "projectNumber": project_number(project),
        "name": project,
        "lifecycleState": "ACTIVE",
    }
