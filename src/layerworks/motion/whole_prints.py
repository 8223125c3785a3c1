"""Learning from prints of which only the whole time is known.

What a print took beyond its motion is shared among its kinds of waits by how uncertain each was: one step of a linear
Gaussian filter on the sums (R. Kalman, 1960). Each kind then counts as seen in proportion to its share, so that what
was known well stays as it is.
"""

import math
from dataclasses import replace
from types import MappingProxyType

from layerworks.motion.durations import Duration
from layerworks.motion.non_motion import Kind, NonMotionModel
from layerworks.motion.waits import Waits

_LEAST, _MOST = 0.1, 10.0  # times its median: further than that no kind is taken to have gone


def learn_whole(model: NonMotionModel, waits: Waits, waited_s: float) -> NonMotionModel:
    """Return the model after one print. waits: of its program by this model. waited_s: its time without motion.

    Raises ValueError unless waited_s is finite. A print with commands whose time nobody has told teaches nothing.
    """
    if not math.isfinite(waited_s):
        raise ValueError(f"a wait of {waited_s} s")
    if waits.unknown or not len(waits.seconds):
        return model
    medians: dict[tuple[str, str], float] = {}
    for cause, name, seconds in zip(waits.cause, waits.name, waits.seconds.tolist(), strict=True):
        medians[cause, name] = medians.get((cause, name), 0.0) + seconds
    known = {key: _known(model, *key) for key in medians}
    variance = {key: (median_s * known[key].spread) ** 2 for key, median_s in medians.items()}
    whole = sum(variance.values())
    beyond_s = waited_s - sum(medians.values())
    for (cause, name), median_s in medians.items():
        share = variance[cause, name] / whole
        factor = min(max(1.0 + share * beyond_s / median_s, _LEAST), _MOST)
        before = known[cause, name]
        model = _with(model, cause, name, before.after(before.median_s * factor, share=share))
    return model


def _known(model: NonMotionModel, cause: str, name: str) -> Duration:
    return model.macros[name] if cause == "macro" else model.durations[_kind(cause, name)]


def _with(model: NonMotionModel, cause: str, name: str, duration: Duration) -> NonMotionModel:
    if cause == "macro":
        return replace(model, macros=MappingProxyType({**model.macros, name: duration}))
    return replace(model, durations=MappingProxyType({**model.durations, _kind(cause, name): duration}))


def _kind(cause: str, name: str) -> Kind:
    return name if cause == "heat" else cause  # pyright: ignore[reportReturnType] – causes are kinds, but for heat
