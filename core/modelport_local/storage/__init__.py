"""The object store, with Cloud Storage's JSON API and a part of its XML API on top of it."""
