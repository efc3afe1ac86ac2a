"""The binary format that XGBoost wrote before 2.1 (`binf`); releases from 3.1 on cannot read it."""

import struct

from ..stream import Buffered, Corrupt
from .model import XgboostModel

_HEADER = struct.Struct("<4sfIiiiIII")
_OBJECTIVE_AT = 140
_LONGEST_OBJECTIVE = 64


def read_binary(stream: Buffered) -> XgboostModel:
    """Read the header and the objective's name; raises Truncated or Corrupt."""
    raw = stream.read(_HEADER.size)
    _, base_score, features, classes, _, _, major, minor, _ = _HEADER.unpack(raw)
    stream.skip(_OBJECTIVE_AT - _HEADER.size)
    length = int.from_bytes(stream.read(8), "little")
    if length > _LONGEST_OBJECTIVE:
        raise Corrupt("the objective's name is too long")
    objective = stream.read(length).decode("ascii", "replace")
    version = f"{major}.{minor}" if major else ""
    return XgboostModel("binf", version, features, (), max(classes, 0), objective, f"{base_score:g}")
