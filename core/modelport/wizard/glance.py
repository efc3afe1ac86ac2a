"""A look that starts nothing: at the files, and at a platform that is up anyway."""

from ..home import has_local_home
from .draft import Draft
from .lookups import FILES, is_silent, look_at_everything, reachable


def look_without_starting(draft: Draft, *, names_are_meant: bool = False) -> Draft:
    """The draft with what its files say, and with what a platform that is up says about the names that were given.

    `names_are_meant`: suggested names are asked about too. Nothing is started, and a platform that can't be asked is no
    finding.
    """
    is_asked = _is_up(draft)
    if is_asked or draft.text("artifact.source").startswith("gs://"):
        draft = draft.with_seen(platform="asked, not started")
    draft = look_at_everything(draft, FILES)
    names = {"model.name": ("models", "quotas"), "bucket.name": ("buckets", "stored")}
    for key in names if is_asked else ():
        if names_are_meant or key in draft.given:
            answered = look_at_everything(draft, names[key])
            if is_silent(answered):
                break
            draft = answered if set(answered.seen.problems) <= set(draft.seen.problems) else draft
    return draft


def _is_up(draft: Draft) -> bool:
    from ..platforms.local import LocalPlatform

    if draft.text("target.platform") == "local":
        return has_local_home() and LocalPlatform().status().running
    return reachable(draft)
