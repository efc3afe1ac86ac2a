"""The object store, and the Cloud Storage JSON API on top of it."""
