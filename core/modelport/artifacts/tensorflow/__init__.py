"""SavedModels, read from their protocol buffers without TensorFlow."""
