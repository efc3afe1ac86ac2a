"""Modelport's library: from a trained model on disk to served predictions."""

__version__ = "0.1.0"
