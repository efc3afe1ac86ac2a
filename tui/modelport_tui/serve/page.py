"""The app behind one page of a browser; `modelport serve` starts it as a process of its own."""

from modelport.settings import find_settings
from modelport.wizard import saved
from modelport.wizard.starting import new_draft

from ..app import ModelportApp
from ..diagnostics import note
from ..leaving import leave
from ..showing import show

QUIET = (0, 130)


def main() -> int:
    """Run the app; a defect is told where `modelport serve` runs."""
    draft = new_draft(find_settings())
    app = ModelportApp(draft, saved.latest(draft.text("artifact.source")), at_home=True)
    show(app)
    if app.exit_code not in QUIET:
        for line in app.closing:
            note(line)
    return app.exit_code


if __name__ == "__main__":
    leave(main())
