"""The model resource."""

from modelport.errors import AlreadyExists
from modelport.platforms.bodies import model_body

from .context import Context, Outcome, Work


def look(context: Context) -> Outcome | None:
    """The model, on the endpoint of the request."""
    found = context.serving.find_model(context.request.model_path)
    return _reused(context) if found else None


def do(context: Context) -> Work:
    """Creates it; one that appeared meanwhile is taken."""
    yield from ()
    request = context.request
    try:
        context.serving.create_model(request.parent, model_body(request))
    except AlreadyExists:
        return _reused(context)
    return Outcome("created", f"on the endpoint {request.region_on_wire}", f"the model {request.model.name}")


def _reused(context: Context) -> Outcome:
    return Outcome("exists", "the version is added to it", f"the model {context.request.model.name}")
