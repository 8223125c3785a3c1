"""Measurements against peers and against the machine itself: `python -m bench NAME`."""
