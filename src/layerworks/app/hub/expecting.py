"""Where a print stands by its program's timeline: when it ends, at which layer and height, what it needs. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from layerworks.fleet.alarms import Expected
from layerworks.fleet.observations import Run
from layerworks.motion.following import Follower, Standing
from layerworks.motion.timeline import Timeline

_AROUND_S = 60.0  # waits so near may be the present one: machines tell their place with a delay
_SLOWER = 1.5  # than the program's model warms up, is still no fault


@dataclass(frozen=True, slots=True)
class Course:
    """A print at one moment. ends_at: when it will most likely be done if it goes on now; left_between_s: nine times in
    ten. pace: how many times as long as its program says it takes now. share: of its time. layer: from 0, −1 before the
    first; height_mm: of that layer. line: of the program. left_mm: filament that is still to be fed, by tool.
    feed_mm_s: filament that is fed about now, all tools together. place_mm: where the program has the head.
    """

    at: datetime
    ends_at: datetime
    left_s: float
    left_between_s: tuple[float, float]
    share: float
    layer: int
    layers: int
    height_mm: float | None
    line: int
    waiting: str
    left_mm: dict[int, float]
    expected: Expected
    feed_mm_s: float = 0.0
    place_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    pace: float = 1.0

    def at_pace(self, pace: float) -> "Course":
        """Return the same print at another pace."""
        low_s, high_s = self.left_between_s
        left_s = self.left_s * pace
        return replace(
            self,
            ends_at=self.at + timedelta(seconds=left_s),
            left_s=left_s,
            left_between_s=(low_s * pace, high_s * pace),
            feed_mm_s=self.feed_mm_s / pace,
            pace=pace,
        )


def course_of(
    timeline: Timeline,
    run: Run,
    paused_s: float,
    size: int,
    now: datetime,
    left_out: Collection[str] = (),
    warming_s: Mapping[str, float] = MappingProxyType({}),
) -> Course:
    """Return the course of a print. paused_s: it has been paused so far.

    size: of the file that the machine has, 0 where it does not tell its place in it. left_out: parts that are not
    printed any more. warming_s: how long heaters that rise will still do so, where the machine has shown that before.
    """
    offset = run.position.byte_offset
    tells = offset > 0 and size == timeline.size_bytes
    there = timeline.standing(offset if tells else None, run.printed_s - paused_s, run.position.layer)
    layer = there.spot.layer
    saved_s, saved_mm = timeline.left_out(left_out, there.moment_s) if left_out else (0.0, 0.0)
    saved_s -= _longer_s(timeline.follower, there, warming_s)
    left_s = max(0.0, there.left_s - saved_s)
    low_s, high_s = there.left_between_s
    return Course(
        at=now,
        ends_at=now + timedelta(seconds=left_s),
        left_s=left_s,
        left_between_s=(max(0.0, low_s - saved_s), max(0.0, high_s - saved_s)),
        share=there.elapsed_s / (there.elapsed_s + left_s) if saved_s else there.share,
        layer=layer,
        layers=timeline.layers,
        height_mm=timeline.height_mm(layer),
        line=there.spot.line,
        waiting=there.waiting_for or there.waiting or "",
        left_mm=_without(timeline.left_mm(there.moment_s), saved_mm),
        expected=_expected(timeline.follower, there),
        feed_mm_s=0.0 if there.waiting else timeline.feed_mm_s(there.moment_s),
        place_mm=(there.spot.x_mm, there.spot.y_mm, there.spot.z_mm),
    )


def _longer_s(follower: Follower, there: Standing, warming_s: Mapping[str, float]) -> float:
    """Return how much longer the heating that is waited for will take on this machine than the program's model says."""
    for k, (start_s, end_s) in enumerate(zip(follower.start_s, follower.end_s, strict=True)):
        # a slower machine stands just past the wait, as far as its place tells, until it is warm
        if (
            start_s <= there.elapsed_s <= end_s + _AROUND_S
            and follower.cause[k] == "heat"
            and follower.name[k] in warming_s
        ):
            return warming_s[follower.name[k]] - max(0.0, end_s - there.elapsed_s)
    return 0.0


def _without(left_mm: dict[int, float], saved_mm: float) -> dict[int, float]:
    """Return what is still fed without some of it: nobody tells by which tools a part is printed."""
    whole_mm = sum(left_mm.values())
    kept = max(0.0, 1.0 - saved_mm / whole_mm) if whole_mm > 0.0 else 1.0
    return {tool: kept * mm for tool, mm in left_mm.items()}


def _expected(follower: Follower, there: Standing) -> Expected:
    unknown_s = follower.left_s[-1][1]  # commands that nobody knows stand anywhere
    longest_s, warm_by_s = unknown_s, dict[str, float]()
    for k, (start_s, end_s) in enumerate(zip(follower.start_s, follower.end_s, strict=True)):
        if end_s < there.elapsed_s - _AROUND_S or start_s > there.elapsed_s + _AROUND_S:
            continue
        most_s = max(end_s - start_s, follower.left_s[k][1] - follower.left_s[k + 1][1])
        longest_s += most_s
        if follower.cause[k] == "heat":
            warm_by_s[follower.name[k]] = start_s + _SLOWER * most_s + unknown_s
    return Expected(there.elapsed_s, follower.total_s, longest_s, MappingProxyType(warm_by_s))
