"""The catalogue of facts about AI Platform Prediction: data files and look-ups, shared by every part."""
