"""Following a print live: from the time since its start, or from a place in its file, to everything else."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layerworks.motion.profile import MotionProfile
from layerworks.motion.waits import Cause, Waits


class Spot(Protocol):
    """A moment of a program."""

    @property
    def line(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def layer(self) -> int: ...
    @property
    def x_mm(self) -> float: ...
    @property
    def y_mm(self) -> float: ...
    @property
    def z_mm(self) -> float: ...


class Track(Protocol):
    """A program's way in time, on the clock of motion and dwells: a `MotionProfile`, or a `ThinTrack` of it."""

    @property
    def total_s(self) -> float: ...
    @property
    def size_in_memory(self) -> int: ...
    def at(self, t_s: float) -> Spot: ...
    def time_at_byte(self, offset: int) -> float: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How a print stands, as far as the prediction goes.

    elapsed_s: since its start, waits included; moment_s: on the clock of motion. left_s: until the end, most likely,
    and left_between_s nine times in ten. share: of the time, 0…1. spot: the head, its line and layer. waiting: why the
    head stands still, None while the program moves it; waiting_for: the heater or the macro.
    """

    elapsed_s: float
    moment_s: float
    left_s: float
    left_between_s: tuple[float, float]
    share: float
    spot: Spot
    waiting: Cause | None
    waiting_for: str


@dataclass(frozen=True, slots=True, eq=False)
class Follower:
    """A track with its waits put in. Make one with `follow`.

    moment_s, start_s, end_s: of each wait, on the clock of motion and on that of the print; left_s: see `Waits`.
    """

    track: Track
    total_s: float
    moment_s: tuple[float, ...]
    start_s: tuple[float, ...]
    end_s: tuple[float, ...]
    cause: tuple[Cause, ...]
    name: tuple[str, ...]
    left_s: tuple[tuple[float, float], ...]

    def at(self, elapsed_s: float) -> Standing:
        """Return how the print stands some time after its start; before it and after the end nothing moves."""
        elapsed_s = min(max(elapsed_s, 0.0), self.total_s)
        k = bisect_right(self.start_s, elapsed_s) - 1  # the wait that began last
        if k < 0:
            return self._standing(elapsed_s, elapsed_s, 0, None, "", 0.0)
        if elapsed_s < self.end_s[k]:
            share = (self.end_s[k] - elapsed_s) / (self.end_s[k] - self.start_s[k])
            return self._standing(elapsed_s, self.moment_s[k], k, self.cause[k], self.name[k], share)
        return self._standing(elapsed_s, self.moment_s[k] + elapsed_s - self.end_s[k], k + 1, None, "", 0.0)

    def at_byte(self, offset: int) -> Standing:
        """Return how the print stands when the machine begins the line at or after a byte of the text."""
        moment_s = self.track.time_at_byte(offset)
        begun = bisect_right(self.moment_s, moment_s)
        return self._standing(self.elapsed_at(moment_s), moment_s, begun, None, "", 0.0)

    def elapsed_at(self, moment_s: float) -> float:
        """Return the time since the start at a moment on the clock of motion, all waits at that moment over."""
        k = bisect_right(self.moment_s, moment_s) - 1
        return moment_s if k < 0 else self.end_s[k] + moment_s - self.moment_s[k]

    def waits_begin_s(self, moment_s: float) -> float:
        """Return the time since the start at which the waits of a moment begin; where it has none, its own time."""
        k = bisect_left(self.moment_s, moment_s)
        return self.elapsed_at(moment_s) if k == bisect_right(self.moment_s, moment_s) else self.start_s[k]

    @property
    def size_in_memory(self) -> int:
        """Bytes that this follower keeps, but for a few hundred."""
        return self.track.size_in_memory + 150 * len(self.cause)

    def _standing(
        self, elapsed_s: float, moment_s: float, to_come: int, waiting: Cause | None, name: str, share: float
    ) -> Standing:
        left_s = self.total_s - elapsed_s
        motion_s = self.track.total_s - moment_s
        low, high = self.left_s[to_come]
        if waiting is not None:  # the part of a wait that is over counts no more
            after = self.left_s[to_come + 1]
            low, high = after[0] + share * (low - after[0]), after[1] + share * (high - after[1])
        return Standing(
            elapsed_s=elapsed_s,
            moment_s=moment_s,
            left_s=left_s,
            left_between_s=(min(motion_s + low, left_s), max(motion_s + high, left_s)),
            share=elapsed_s / self.total_s if self.total_s > 0.0 else 1.0,
            spot=self.track.at(moment_s),
            waiting=waiting,
            waiting_for=name,
        )


def follow(track: Track, waits: Waits) -> Follower:
    """Return a follower of a program. waits: of the same program."""
    before = np.concatenate([np.zeros(1), np.cumsum(waits.seconds)])
    start_s, end_s = waits.moment_s + before[:-1], waits.moment_s + before[1:]
    return Follower(
        track=track,
        total_s=track.total_s + waits.total_s,
        moment_s=tuple(waits.moment_s.tolist()),
        start_s=tuple(start_s.tolist()),
        end_s=tuple(end_s.tolist()),
        cause=waits.cause,
        name=waits.name,
        left_s=tuple((low, high) for low, high in waits.left_s.tolist()),
    )


@dataclass(frozen=True, slots=True)
class ThinSpot:
    """A moment of a thin track; the place lies on a straight line between two knots."""

    line: int
    offset: int
    layer: int
    x_mm: float
    y_mm: float
    z_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class ThinTrack:
    """A track kept at knots only, for following thousands at a time. Make one with `thin`.

    t_s: (n,) f64; line, offset: (n,) u32 or u64; point_mm: (n, 3) f32; layer_t_s: (k,) f64 when each layer starts.
    Times are wrong by no more than the time between two knots, places by the way between them.
    """

    t_s: NDArray[np.float64]
    line: NDArray[np.unsignedinteger]
    offset: NDArray[np.unsignedinteger]
    point_mm: NDArray[np.float32]
    layer_t_s: NDArray[np.float64]

    @property
    def total_s(self) -> float:
        """Time of all motion and dwells."""
        return self.t_s.item(-1)

    @property
    def size_in_memory(self) -> int:
        """Bytes of all arrays."""
        return sum(a.nbytes for a in (self.t_s, self.line, self.offset, self.point_mm, self.layer_t_s))

    def at(self, t_s: float) -> ThinSpot:
        """Return where the head is at a time since the start."""
        t_s = min(max(t_s, 0.0), self.total_s)
        k = min(int(self.t_s.searchsorted(t_s, "right")), len(self.t_s) - 1)
        before_s, after_s = self.t_s.item(k - 1), self.t_s.item(k)
        share = (t_s - before_s) / (after_s - before_s) if after_s > before_s else 1.0
        ax, ay, az = self.point_mm[k - 1].tolist()
        bx, by, bz = self.point_mm[k].tolist()
        first, last = self.offset.item(k - 1), self.offset.item(k)
        return ThinSpot(
            line=self.line.item(k - 1 if share < 1.0 else k),
            offset=int(first + share * (last - first)),
            layer=int(self.layer_t_s.searchsorted(t_s, "right")) - 1,
            x_mm=ax + share * (bx - ax),
            y_mm=ay + share * (by - ay),
            z_mm=az + share * (bz - az),
        )

    def time_at_byte(self, offset: int) -> float:
        """Return about when the machine starts the line at or after a byte of the text."""
        k = int(self.offset.searchsorted(offset, "left"))
        if k == 0:
            return self.t_s.item(0)
        if k == len(self.t_s):
            return self.total_s
        first, last = self.offset.item(k - 1), self.offset.item(k)
        before_s, after_s = self.t_s.item(k - 1), self.t_s.item(k)
        return before_s + (after_s - before_s) * (offset - first) / (last - first)


def thin(profile: MotionProfile, every_s: float = 2.0) -> ThinTrack:
    """Return a track that keeps one knot in every_s, besides the start of every layer and every dwell.

    Raises ValueError unless every_s is positive.
    """
    if not every_s > 0.0:
        raise ValueError(f"a knot every {every_s} s")
    moves, t_s = profile.moves, profile.t_s
    slots = np.floor(t_s / every_s)
    kept = np.ones(len(t_s), np.bool_)
    kept[1:-1] = slots[1:-1] != slots[:-2]
    long = np.flatnonzero(np.diff(t_s) > every_s)  # a long row is told from its start to its end
    kept[long] = kept[long + 1] = True
    kept[moves.layer_start] = True
    rows = np.flatnonzero(kept)
    size = np.uint64 if moves.size_bytes > np.iinfo(np.uint32).max else np.uint32
    return ThinTrack(
        t_s=t_s[rows],
        line=np.append(moves.line, moves.lines)[rows].astype(size),
        offset=np.append(moves.offset, moves.size_bytes)[rows].astype(size),
        point_mm=moves.points_mm[rows].astype(np.float32),
        layer_t_s=t_s[moves.layer_start[:-1]],
    )
