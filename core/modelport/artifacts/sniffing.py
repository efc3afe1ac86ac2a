"""What a file is by its first bytes, whatever its name says."""

import re
from enum import StrEnum

HEAD = 512

_COMPRESSIONS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x5d\x00\x00", "lzma"),
)


class Content(StrEnum):
    """Kinds of content that matter to somebody who deploys a model."""

    EMPTY = "an empty file"
    PICKLE = "a pickle"
    XGBOOST_BINARY = "an XGBoost model (binary)"
    UBJSON = "an XGBoost model (UBJSON)"
    JSON = "JSON"
    XGBOOST_DUMP = "the text that XGBoost's dump_model writes"
    LIGHTGBM = "a LightGBM model"
    LZ4 = "lz4-compressed data"
    OLD_JOBLIB = "a file of joblib older than 0.10"
    KERAS = "a Keras file"
    HDF5 = "an HDF5 file"
    PYTORCH = "a PyTorch file"
    ZIP = "a zip archive"
    TAR = "a tar archive"
    NUMPY = "a NumPy array"
    ONNX = "an ONNX model"
    LFS_POINTER = "a Git LFS pointer, not the file itself"
    TEXT = "text"
    UNKNOWN = "data of an unknown kind"


_MAGIC = (
    (b"binf", Content.XGBOOST_BINARY),
    (b"\x04\x22\x4d\x18", Content.LZ4),
    (b"ZF0x", Content.OLD_JOBLIB),
    (b"\x89HDF\r\n\x1a\n", Content.HDF5),
    (b"\x93NUMPY", Content.NUMPY),
    (b"booster[0]", Content.XGBOOST_DUMP),
    (b"tree\n", Content.LIGHTGBM),
    (b"version https://git-lfs", Content.LFS_POINTER),
)
# Protocols 0 and 1 have no mark of their own: an object begins with the name of a class, a container with its kind.
_OLD_PROTOCOLS = re.compile(
    rb"\(?[ci][\w.]+\n[\w.]+\n|\([ldt]p\d+\n|[\]})]q\x00|\(c[\w.]+\n|\([KMJNIFSV\x88-\x8c(}\]].*[q\n]", re.S
)


def compression_of(head: bytes) -> str:
    """`gzip`, `bz2`, `xz`, `lzma`, `zlib` by the first bytes, or ""."""
    for magic, name in _COMPRESSIONS:
        if head.startswith(magic):
            return name
    is_zlib = len(head) > 1 and head[0] == 0x78 and (head[0] << 8 | head[1]) % 31 == 0
    return "zlib" if is_zlib else ""


def content_of(head: bytes) -> Content:
    """The kind of content that begins with `head` (HEAD bytes, decompressed)."""
    if not head:
        return Content.EMPTY
    for magic, content in _MAGIC:
        if head.startswith(magic):
            return content
    if head.startswith(b"PK\x03\x04"):
        return _archive(head)
    if head[257:262] == b"ustar":
        return Content.TAR
    if head[:1] == b"{":
        return _braces(head)
    return _pickle_or_text(head)


def _archive(head: bytes) -> Content:
    first_name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    if first_name in (b"metadata.json", b"config.json"):
        return Content.KERAS
    if first_name.endswith((b"/data.pkl", b"/byteorder")):
        return Content.PYTORCH
    return Content.ZIP


def _braces(head: bytes) -> Content:
    # A length marker, and the first byte of the length of a key: never a letter, as in text it would be.
    if head[1:2] in (b"L", b"l", b"I", b"U", b"i") and head[2:3] < b" ":
        return Content.UBJSON
    return Content.JSON if head[1:].lstrip()[:1] in (b'"', b"}", b"") else Content.TEXT


def _pickle_or_text(head: bytes) -> Content:
    if head[0] == 0x80 and len(head) > 1 and head[1] <= 5:
        return Content.PICKLE
    if head[:1] == b"\x08" and (b"onnx" in head or b"pytorch" in head):
        return Content.ONNX
    if _OLD_PROTOCOLS.match(head):
        return Content.PICKLE
    return Content.TEXT if _is_text(head) else Content.UNKNOWN


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head)
