"""`--config`: a YAML file with fields of the Version resource."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from modelport.errors import UsageError

if TYPE_CHECKING:
    from modelport.platforms.bodies import Body


def add_config(parser: argparse.ArgumentParser) -> None:
    """Declare the flag."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="a YAML file with fields of the Version resource")


def fields_of(path: Path) -> "Body":
    """What the file holds; raises UsageError."""
    from modelport import yaml_text

    try:
        content = yaml_text.load(path.read_text())
    except (OSError, UnicodeDecodeError, yaml_text.NotYaml) as error:
        raise UsageError(f"Cannot read {path}.", why=" ".join(str(error).split()), fix="Give a YAML file.") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path} holds no fields of a version.", fix="Write such as: description: my version")
    return dict(content)
