"""Other slicing engines behind the same door: installed programs, each run as a process of its own.

They may be under licences that do not suit a library (GPL, AGPL); nothing of theirs is linked, copied or needed here.
"""

from layerworks.engines.door import ENGINES, covered_keys, identity_of, slice_with, sliced_before
from layerworks.engines.job import EngineJob, EngineLimits, EngineResult

__all__ = [
    "ENGINES",
    "EngineJob",
    "EngineLimits",
    "EngineResult",
    "covered_keys",
    "identity_of",
    "slice_with",
    "sliced_before",
]
