"""Predictions from an artifact in a process of its own, with the libraries at hand, before anything is deployed."""

from .prediction import LocalPrediction, predict

__all__ = ["LocalPrediction", "predict"]
