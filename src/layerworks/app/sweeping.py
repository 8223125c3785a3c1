"""Which lever shortens a print most: on its program, and by slicing its model again."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from layerworks.app.estimating import Conditions, envelope_of, plan_program_file
from layerworks.app.preparing import PreparedPlate, prepare, prepare_plate
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import Recipe, recipe_of
from layerworks.app.refusal import Refusal
from layerworks.app.wish import Wish
from layerworks.errors import Rejected
from layerworks.motion.bead_levers import NOZZLES_MM
from layerworks.motion.effective import EffectiveSpeed, effective_speed
from layerworks.motion.estimate import Estimate
from layerworks.motion.sweeping import Outcome, Sweep, laying, sweep
from layerworks.slicing.infill.settings import PATTERNS
from layerworks.words import say

_WIDER = 1.25
_THICKER = 1.5


@dataclass(frozen=True, slots=True)
class SweptProgram:
    """sweep: of the program. effective: what an effective speed would take on it."""

    sweep: Sweep
    effective: EffectiveSpeed


@dataclass(frozen=True, slots=True)
class SweptModel:
    """What slicing a model again comes to: as it is, and otherwise, the shortest first."""

    as_it_is: Outcome
    otherwise: tuple[Outcome, ...]


def sweep_program_file(path: Path, conditions: Conditions, effective_mm_s: float) -> SweptProgram:
    """Return what every lever comes to for a program's file, all of it in memory.

    Raises Missing, Rejected or Unreachable for a file that cannot be read or lays nothing.
    """
    moves = plan_program_file(path, conditions).moves
    if not laying(moves).any():
        raise Rejected(say("motion.nothing_laid", name=path.name), say("motion.nothing_laid_remedy"))
    flow = envelope_of(conditions.machine).max_flow_mm3_s
    return SweptProgram(
        sweep(moves, conditions.limits, max_flow_mm3_s=flow), effective_speed(moves, conditions.limits, effective_mm_s)
    )


def sweep_model(wish: Wish, tell: Tell = untold) -> SweptModel | Refusal:
    """Return what nozzle, line width, layer height and infill come to for a model, sliced with each.

    Raises Missing, Rejected or Unreachable as `prepare` does.
    """
    prepared = prepare(wish, tell)
    if isinstance(prepared, Refusal):
        return prepared
    run, _ = prepared.runs[0]
    base = _outcome("as_it_is", math.nan, "", run.estimate, run.estimate)
    found: list[Outcome] = []
    for lever, value, unit, settings in _ways(prepared.recipe):
        recipe = replace(recipe_of(replace(wish, settings={**wish.settings, **settings})), own=prepared.recipe.own)
        again: PreparedPlate = prepare_plate(run.plate, recipe, tell)
        found.append(_outcome(lever, value, unit, again.estimate, run.estimate))
    return SweptModel(base, tuple(sorted(found, key=lambda o: (o.change, o.lever, o.value))))


def _ways(recipe: Recipe) -> Iterator[tuple[str, float, str, dict[str, str]]]:
    """Yield lever, value, unit and settings of each other way to slice."""
    values = recipe.values()
    width, height, first = (float(values[k]) for k in ("line_width_mm", "layer_height_mm", "first_layer_height_mm"))
    nozzle = recipe.machine.nozzles_mm[0]
    yield "line_width", _WIDER, "×", {"line_width_mm": f"{width * _WIDER:.3f}"}
    yield "layer_height", _THICKER, "×", {"layer_height_mm": f"{height * _THICKER:.3f}"}
    for size in NOZZLES_MM:
        ratio = size / nozzle
        if ratio > 1.05:
            beads = {"line_width_mm": width, "layer_height_mm": height, "first_layer_height_mm": first}
            yield "nozzle", size, "mm", {key: f"{value * ratio:.3f}" for key, value in beads.items()}
    if values["infill_density"] > 0.0:
        for pattern in PATTERNS:
            if pattern != values["infill_pattern"]:
                yield f"infill_{pattern}", math.nan, "", {"infill_pattern": pattern}


def _outcome(lever: str, value: float, unit: str, timed: Estimate, before: Estimate) -> Outcome:
    time_s, before_s = timed.motion_s + timed.dwell_s, before.motion_s + before.dwell_s
    return Outcome(
        lever=lever,
        value=value,
        unit=unit,
        time_s=time_s,
        between_s=(time_s, time_s),
        change=time_s / before_s - 1.0,
        effective_mm_s=timed.effective_speed_mm_s,
        peak_flow_mm3_s=timed.peak_flow_mm3_s,
    )
