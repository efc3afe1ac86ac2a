"""Pickle and joblib streams, followed on a symbolic machine that imports and calls nothing."""
