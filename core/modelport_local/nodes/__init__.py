"""Nodes: processes that each load one model and answer for it."""
