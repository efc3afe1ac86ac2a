"""What one screen asks the app to open in its place."""

from textual.message import Message

from modelport.request import Target
from modelport.wizard.draft import Draft


class BrowseRequested(Message):
    """Somebody wants to look at the versions of a project."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target


class PlaceRequested(Message):
    """Somebody in the browser wants to look at another target, project or region; "" is every region."""

    def __init__(self, target: Target, region: str, read_only: bool) -> None:
        super().__init__()
        self.target, self.region, self.read_only = target, region, read_only


class NewVersionRequested(Message):
    """Somebody wants to deploy a version that begins with these answers."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
