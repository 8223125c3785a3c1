"""Use cases, one function each. `preparing.py` reads like the way of a part up to its program; `making.py` goes on."""
