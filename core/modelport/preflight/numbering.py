"""Version numbers, compared as numbers."""


def numbers(version: str) -> tuple[int, int]:
    """Major and minor: `1.0.2` → (1, 0); what is no number counts as 0."""
    major, minor = (*version.split("."), "", "")[:2]
    return _leading(major), _leading(minor)


def is_older(version: str, other: str) -> bool:
    """Whether `version` has a lower major.minor."""
    return numbers(version) < numbers(other)


def _leading(part: str) -> int:
    digits = part[: len(part) - len(part.lstrip("0123456789"))]
    return int(digits) if digits else 0
