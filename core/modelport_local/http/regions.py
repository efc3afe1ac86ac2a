"""Which regional endpoint a request was sent to."""

from modelport.catalog import regions

from .messages import Request

_NAMES = frozenset(region.name for region in regions.all_regions())
_PREFIX = "/regions/"


def region_of(request: Request) -> str:
    """`global`, or the region in the path's prefix, the x-modelport-region header or the host's name.

    gcloud writes the region before the host; `/regions/us-central1/v1/...` needs no such name.
    """
    if request.path.startswith(_PREFIX):
        return request.path[len(_PREFIX) :].partition("/")[0]
    if named := request.headers.get("x-modelport-region"):
        return named
    first, _, rest = request.host.partition("-")
    region = f"{first}-{rest.partition('-')[0]}" if rest else ""
    return region if region in _NAMES else regions.GLOBAL
