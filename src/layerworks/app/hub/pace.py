"""How fast a print really goes against its program: somebody may have turned the speed at the machine. Pure."""

from dataclasses import dataclass

from layerworks.motion.following import Follower

_EVERY_S, _MARKS = 60.0, 10  # looked back upon: the last ten minutes of printing
_ENOUGH_S = 120.0  # of the program, before a ratio says anything
_NOISE = 0.1  # what is nearer to 1 is the machine's own scatter
_LEAST, _MOST = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """marks: seconds of the clock without pauses, and of the program, a minute apart at least."""

    marks: tuple[tuple[float, float], ...] = ()

    def marked(self, clock_s: float, elapsed_s: float) -> "Pace":
        """Return the pace after one more look; one that goes back in time begins anew."""
        if self.marks and (clock_s < self.marks[-1][0] or elapsed_s < self.marks[-1][1]):
            return Pace(((clock_s, elapsed_s),))
        if self.marks and clock_s - self.marks[-1][0] < _EVERY_S:
            return self
        return Pace((*self.marks[-_MARKS + 1 :], (clock_s, elapsed_s)))

    def ratio(self, clock_s: float, elapsed_s: float, follower: Follower) -> float:
        """Return how much longer than its program says a print takes now; 1 where that is not clear.

        What was waited for on the way (heating, homing) tells nothing of the speed.
        """
        if not self.marks:
            return 1.0
        clock_0_s, elapsed_0_s = self.marks[0]
        done_s = elapsed_s - elapsed_0_s
        waited = any(
            end_s > elapsed_0_s and start_s < elapsed_s
            for start_s, end_s in zip(follower.start_s, follower.end_s, strict=True)
        )
        if waited or done_s < _ENOUGH_S:
            return 1.0
        found = min(max((clock_s - clock_0_s) / done_s, _LEAST), _MOST)
        return found if abs(found - 1.0) > _NOISE else 1.0
