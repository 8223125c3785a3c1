"""Layers that take so long that the next one no longer bonds to them."""

import numpy as np

from layerworks.geometry import Finding
from layerworks.motion.estimate import Estimate
from layerworks.words import say

_MOST_SHOWN = 8  # runs of layers named one by one


def too_long(estimate: Estimate, limit_s: float) -> tuple[Finding, ...]:
    """Return a warning that names the layers, counted from 1, that take longer than a limit; 0 sets none."""
    seconds = np.diff(estimate.layer_end_s, prepend=0.0)
    late = np.flatnonzero(seconds > limit_s)
    if limit_s == 0.0 or late.size == 0:
        return ()
    runs = np.split(late + 1, np.flatnonzero(np.diff(late) > 1) + 1)
    named = [f"{run[0]}–{run[-1]}" if run.size > 1 else f"{run[0]}" for run in runs[:_MOST_SHOWN]]
    which = ", ".join(named) + (", …" if len(runs) > _MOST_SHOWN else "")
    longest_s = float(seconds.max())
    text = say("app.layers_too_long", count=int(late.size), which=which, limit=limit_s, value=longest_s)
    return (Finding("layers_too_long", "warn", text, say("app.layers_too_long_remedy"), longest_s, limit_s),)
