"""What each version has to say, kept as files and read through Cloud Logging's `entries:list`."""
