"""Playing a program by its motion profile."""

import numpy as np
from numpy.typing import NDArray

from layerworks.connectors.simulated.playing import HeatMark, Place
from layerworks.motion.profile import MotionProfile


class PlayedMotion:
    """A motion profile as something to play: the `Playable` of a program whose moves are planned."""

    def __init__(self, profile: MotionProfile) -> None:
        moves = profile.moves
        self._profile = profile
        self._fed_mm: NDArray[np.float64] = np.concatenate([np.zeros(1), np.cumsum(moves.e_mm)])
        self._marks = tuple(HeatMark(float(profile.t_s[h.row]), h.heater, h.target_c, h.wait) for h in moves.heats)

    @property
    def duration_s(self) -> float:
        """How long it takes, heating not counted."""
        return self._profile.total_s

    @property
    def marks(self) -> tuple[HeatMark, ...]:
        """What it heats."""
        return self._marks

    def at(self, t_s: float) -> Place:
        """Return where everything is at a time."""
        head = self._profile.at(t_s)
        return Place(
            byte_offset=head.offset,
            layer=head.layer,
            x_mm=head.x_mm,
            y_mm=head.y_mm,
            z_mm=head.z_mm,
            filament_mm=float(self._fed_mm[head.row]) + head.e_mm,
        )
