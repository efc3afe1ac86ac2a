"""Predictions from an artifact in a process of its own, with the libraries at hand, before anything is deployed."""

from .instances import read_json_instances, read_json_request, read_text_instances
from .prediction import LocalPrediction, predict

__all__ = ["LocalPrediction", "predict", "read_json_instances", "read_json_request", "read_text_instances"]
