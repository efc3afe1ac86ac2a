"""Source distributions made in memory."""

import io
import tarfile


def sdist(files: dict[str, bytes]) -> bytes:
    """mine-0.1.tar.gz with these files in its top directory."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name if name.startswith("..") else f"mine-0.1/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()
