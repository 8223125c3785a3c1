"""Doors over HTTP: what they do is done by `app`."""
