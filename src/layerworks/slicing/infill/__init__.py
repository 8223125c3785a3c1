"""Sparse infill: what holds the inside of a part up."""
