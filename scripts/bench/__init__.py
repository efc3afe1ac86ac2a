"""Benchmarks of the embedded platform beside its peers, all in one run: `make bench`."""
