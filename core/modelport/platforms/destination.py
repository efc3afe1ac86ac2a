"""Where an upload goes in Cloud Storage's JSON API."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

CONTENT_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Destination:
    """An object to be; `replaces` is the generation of the object that is there, 0 for none."""

    storage_url: str
    bucket: str
    name: str
    replaces: int

    def url(self, upload_type: str) -> str:
        """Where an upload of that type begins: `multipart` or `resumable`."""
        query = urlencode({"uploadType": upload_type, "ifGenerationMatch": self.replaces})
        return f"{self.storage_url}/upload/storage/v1/b/{quote(self.bucket, safe='')}/o?{query}"
