"""The object store as a part of the server."""

import sqlite3
from pathlib import Path

from ..http.routes import Router
from .api.absent import AbsentApi
from .api.batch import BatchApi
from .api.buckets import BucketApi
from .api.copies import CopyApi
from .api.iam import IamApi
from .api.objects import ObjectApi
from .api.uploads import UploadApi
from .errors import disk_trouble
from .reader import BucketReader
from .store import Store
from .xml.errors import render
from .xml.multipart import MultipartApi
from .xml.objects import XmlObjectApi


class Storage:
    """One store below one directory, and its API."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reader: BucketReader = store.reader

    @classmethod
    def open(cls, root: Path) -> "Storage":
        """Open or create the store; raises OSError, also for a database that cannot be used."""
        try:
            return cls(Store.open(root))
        except sqlite3.Error as error:
            reason = "No space left on device" if disk_trouble(error) else str(error)
            raise OSError(None, reason, str(root)) from error

    def add_routes(self, router: Router) -> None:
        """Add Cloud Storage's JSON API, and of its XML API what Google's clients use."""
        for api in (BucketApi, IamApi, ObjectApi, UploadApi, CopyApi, AbsentApi):
            api(self._store).add_routes(router)
        BatchApi(router).add_routes()
        XmlObjectApi(self._store, MultipartApi(self._store)).add_routes(router)
        router.render_other_errors(render)

    def close(self) -> None:
        """Close the store's database."""
        self._store.close()
