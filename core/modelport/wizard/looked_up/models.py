"""The model and its versions, on the chosen endpoint or another one, and how much of the quotas is used."""

from contextlib import closing
from typing import Any

from ...errors import NotFound
from ...seen import ModelSeen
from ..draft import Draft
from . import project
from .lookup import Lookup, asked, session_of

_NOWHERE: dict[str, Any] = {"models": (), "elsewhere": ()}


def _about_endpoint(draft: Draft) -> tuple[str, ...] | None:
    where = asked(draft)
    return where and (*where, draft.request().region_on_wire)


def _about_models(draft: Draft) -> object:
    endpoint = _about_endpoint(draft)
    return endpoint and (*endpoint, draft.text("model.name"))


def _look_at_models(draft: Draft) -> dict[str, Any]:
    from ... import versions

    request = draft.request()
    if not request.model.name:
        return _NOWHERE
    with closing(versions.connect(session_of(draft))) as serving:
        try:
            listed = serving.versions(request.model_path)
            found = {str(version["name"]).rsplit("/", 1)[-1]: version for version in listed}
        except NotFound:
            return _NOWHERE | {"elsewhere": project.elsewhere(request)}
    states = {name: str(version.get("state", "")) for name, version in found.items()}
    return {"models": (ModelSeen(request.model.name, states, found),), "elsewhere": ()}


def _look_at_quotas(draft: Draft) -> dict[str, Any]:
    return {"used": project.used(draft.request())}


MODELS = Lookup("models", "upload", "model.name", _about_models, _look_at_models, {"models": None, "elsewhere": ()})
QUOTAS = Lookup("quotas", "upload", "target.project", _about_endpoint, _look_at_quotas, {"used": None})
