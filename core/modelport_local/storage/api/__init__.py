"""The Cloud Storage JSON API v1, as handlers for the HTTP front."""
