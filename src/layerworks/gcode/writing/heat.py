"""Temperatures of a program: the material's, what somebody wants instead, and those of single layers."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.gcode.writing.header import Temperatures
from layerworks.gcode.writing.settings import HeatSettings
from layerworks.words import say

_ROUNDING_MM = 1e-6


def as_wished(of_material: Temperatures, heat: HeatSettings) -> Temperatures:
    """Return temperatures with what is wished instead; who wishes one for all layers wishes it for the first too."""
    nozzle_c, bed_c = heat.nozzle_temperature_c, heat.bed_temperature_c
    return replace(
        of_material,
        nozzle_c=nozzle_c or of_material.nozzle_c,
        first_nozzle_c=heat.first_layer_nozzle_temperature_c or nozzle_c or of_material.first_nozzle_c,
        bed_c=bed_c or of_material.bed_c,
        first_bed_c=heat.first_layer_bed_temperature_c or bed_c or of_material.first_bed_c,
        chamber_c=heat.chamber_temperature_c or of_material.chamber_c,
    )


def nozzle_by_layer(z_mm: NDArray[np.float64], temperatures: Temperatures, heat: HeatSettings) -> NDArray[np.float64]:
    """Return (k,) °C of the nozzle in each printed layer. z_mm: (k,) its top; a lower one begins the next part.

    Raises Rejected for steps without a place, with two, or in no order.
    """
    layers, heights = heat.nozzle_step_layers, heat.nozzle_step_heights_mm
    places = layers or heights
    ascends = all(a < b for a, b in pairwise(places))
    if (layers and heights) or len(places) != len(heat.nozzle_steps_c) or not ascends:
        raise Rejected(say("gcode_writing.nozzle_steps"), say("gcode_writing.nozzle_steps_remedy"))
    begins = np.diff(z_mm, prepend=np.inf) < 0.0
    rank = np.arange(z_mm.size)
    number = 1 + rank - np.maximum.accumulate(np.where(begins, rank, 0))
    nozzle_c = np.where(number == 1, temperatures.first_nozzle_c, temperatures.nozzle_c)
    step = np.searchsorted(places, number if layers else z_mm + _ROUNDING_MM, side="right") - 1
    steps_c = np.array(heat.nozzle_steps_c)
    return np.where(step >= 0, steps_c[step], nozzle_c) if places else nozzle_c
