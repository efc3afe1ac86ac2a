"""What docs/platform.md promises."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "platform.md"


def covered_methods(api: str) -> set[str]:
    """Ids in the first column of the page's tables, which leave the API's own name out."""
    section = PAGE.read_text().partition(f"### `{api}`")[2].partition("\n#")[0]
    rows = re.findall(r"^\| (`[^|]*`) \|", section, re.MULTILINE)
    return {f"{api}.{name}" for row in rows for name in re.findall(r"`([\w.]+)`", row)}
