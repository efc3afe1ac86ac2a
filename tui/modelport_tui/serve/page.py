"""The app behind one page of a browser; `modelport serve` starts it as a process of its own."""

import sys

from modelport.settings import find_settings
from modelport.wizard import saved
from modelport.wizard.starting import new_draft

from ..app import ModelportApp
from ..diagnostics import note

QUIET = (0, 130)


def main() -> int:
    """Run the app; a defect is told where `modelport serve` runs."""
    draft = new_draft(find_settings())
    app = ModelportApp(draft, saved.latest(draft.text("artifact.source")), at_home=True)
    app.run()
    if app.exit_code not in QUIET:
        for line in app.closing:
            note(line)
    return app.exit_code


if __name__ == "__main__":
    sys.exit(main())
