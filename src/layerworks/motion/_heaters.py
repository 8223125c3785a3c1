"""Three heaters played with many lots at once: full power up to the target, then held; cooling by themselves."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.moves import Heater
from layerworks.motion._draws import Draws
from layerworks.motion._lots import normal_lots
from layerworks.motion.non_motion import COOLING, FULL_POWER_C, HOTTER_C, NonMotionModel

F64 = NDArray[np.float64]

_NEAR_C = 1.0  # of the target: reached
_LEAST_C = 2.0  # above the room, below which nothing cools in finite time
_SEEDS: Mapping[Heater, int] = {"nozzle": 11, "bed": 12, "chamber": 13}
_AMBIENT_SEED = 3 * 14


class Heaters:
    """Temperatures (lots + 1,) of every heater; the first of each is the median's."""

    def __init__(self, model: NonMotionModel, draws: Draws, start_c: Mapping[Heater, float]) -> None:
        room = model.ambient_c + model.ambient_spread_c * normal_lots(draws.lots, _AMBIENT_SEED)
        self._room_c = np.concatenate([[model.ambient_c], room])
        self._celsius = {h: np.full_like(self._room_c, start_c[h]) if h in start_c else self._room_c for h in _SEEDS}
        self._target_c: dict[Heater, F64] = dict.fromkeys(_SEEDS, self._room_c)
        self._model = model
        self._draws = draws
        self._rate: dict[Heater, F64] = {}  # time constants of the present rise

    def set(self, heater: Heater, target_c: float) -> None:
        """Give a heater a target; 0 switches it off."""
        self._target_c[heater] = np.maximum(target_c, self._room_c)
        self._rate[heater] = self._draws.of(self._model.durations[heater], _SEEDS[heater])

    def until_reached(self, heater: Heater) -> F64:
        """Return the seconds until a heater has reached its target."""
        at, target = self._celsius[heater], self._target_c[heater]
        rate, room = self._rate[heater], self._room_c
        top = np.maximum(FULL_POWER_C[heater], target + HOTTER_C)
        rising = rate * np.log(np.maximum(top - at, HOTTER_C) / (top - target))
        low = np.maximum(target - room, _LEAST_C)
        falling = rate * COOLING[heater] * np.log(np.maximum((at - room) / low, 1.0))
        return np.where(at < target - _NEAR_C, rising, np.where(at > target + _NEAR_C, falling, 0.0))

    def let_pass(self, seconds: F64 | float) -> None:
        """Let some time pass."""
        for heater, rate in self._rate.items():
            at, target = self._celsius[heater], self._target_c[heater]
            top = np.maximum(FULL_POWER_C[heater], target + HOTTER_C)
            up = np.minimum(target, top - (top - at) * np.exp(-seconds / rate))
            down = self._room_c + (at - self._room_c) * np.exp(-seconds / (rate * COOLING[heater]))
            self._celsius[heater] = np.where(at < target, up, np.maximum(target, down))
