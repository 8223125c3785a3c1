"""Use cases, one function each. `making.py` reads like the way of a part."""
