"""Cloud Storage's XML API, path style, as far as Google's clients use it: objects, and uploads in parts."""
