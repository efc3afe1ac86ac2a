"""The HTTP front: one port for every API of the embedded platform."""
