"""A program's whole course in a few dozen kilobytes: time, place, layer, height and filament, for following prints.

It is made where a program is read anyway and kept beside it, so that nobody reads the program a second time.
"""

import io
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.motion.following import Follower, Standing, ThinTrack
from layerworks.motion.shares import Shares
from layerworks.motion.waits import Cause
from layerworks.words import say

VERSION = 2
_WITHOUT_SHARES = 1  # of that version


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """track: of the follower. tools: (m,) u8 numbers of the tools that feed anything; fed_mm: (n, m) f32 filament that
    each has fed at each knot. layer_z_mm: (k,) f32 height of each layer's first bead. parts: names of the parts on
    the plate, where the program tells them; shares: what each takes, where there are several.
    """

    track: ThinTrack
    follower: Follower
    tools: NDArray[np.uint8]
    fed_mm: NDArray[np.float32]
    layer_z_mm: NDArray[np.float32]
    parts: tuple[str, ...] = ()
    shares: Shares = field(default_factory=Shares.none)

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return len(self.layer_z_mm)

    @property
    def size_bytes(self) -> int:
        """Length of the program's text."""
        return self.track.offset.item(-1)

    @property
    def size_in_memory(self) -> int:
        """Bytes that this timeline keeps, but for a few hundred."""
        shares = self.shares
        own = self.tools.nbytes + self.fed_mm.nbytes + self.layer_z_mm.nbytes
        own += shares.t_s.nbytes + shares.taken_s.nbytes + shares.fed_mm.nbytes
        return own + self.follower.size_in_memory

    @property
    def needed_mm(self) -> dict[int, float]:
        """Filament that each tool feeds in all, the most that is ever out."""
        most = self.fed_mm.max(axis=0, initial=0.0).tolist()
        return dict(zip(self.tools.tolist(), most, strict=True))

    def left_mm(self, moment_s: float) -> dict[int, float]:
        """Return the filament that each tool still feeds from a moment on the clock of motion on."""
        t_s = self.track.t_s
        fed = [float(np.interp(moment_s, t_s, self.fed_mm[:, k])) for k in range(len(self.tools))]
        return {tool: max(0.0, all_mm - at) for (tool, all_mm), at in zip(self.needed_mm.items(), fed, strict=True)}

    def left_out(self, parts: Collection[str], moment_s: float) -> tuple[float, float]:
        """Return the seconds and millimetres of filament that parts which are left out do not take from a moment on.

        Nothing where the program tells no parts, or other ones.
        """
        if not self.shares.t_s.size:
            return 0.0, 0.0
        return self.shares.left_of([k for k, name in enumerate(self.parts) if name in parts], moment_s)

    def feed_mm_s(self, moment_s: float) -> float:
        """Return how fast filament is fed about a moment on the clock of motion, by all tools together."""
        t_s = self.track.t_s
        k = min(max(int(t_s.searchsorted(moment_s, "right")), 1), len(t_s) - 1)
        long_s = t_s.item(k) - t_s.item(k - 1)
        fed_mm = float(self.fed_mm[k].sum() - self.fed_mm[k - 1].sum())
        return max(0.0, fed_mm / long_s) if long_s > 0.0 else 0.0

    def height_mm(self, layer: int) -> float | None:
        """Return the height of a layer; None before the first."""
        return self.layer_z_mm.item(layer) if 0 <= layer < self.layers else None

    def standing(self, offset: int | None, elapsed_s: float, layer: int = -1) -> Standing:
        """Return how a print stands that has come to a byte of the text after some time, pauses taken out.

        The byte says between which knots it is, waits included; within that, the clock says how far. offset: None where
        the machine does not tell it: then the layer says it, give or take one, where that is told (0 is the first), and
        else the clock alone.
        """
        if offset is None:
            first_s, last_s = self._of_layer(layer) if layer >= 0 else (0.0, self.follower.total_s)
            return self.follower.at(min(max(elapsed_s, first_s), last_s))
        track = self.track
        k = min(int(track.offset.searchsorted(offset, "left")), len(track.t_s) - 1)
        first_s = self.follower.waits_begin_s(track.t_s.item(max(0, k - 1)))
        last_s = self.follower.elapsed_at(track.t_s.item(k))
        return self.follower.at(min(max(elapsed_s, first_s), last_s))

    def _of_layer(self, layer: int) -> tuple[float, float]:
        """Return the times between which a layer is printed that may be counted one too low or too high."""
        starts = self.track.layer_t_s
        first = self.follower.waits_begin_s(starts.item(layer - 1)) if 1 <= layer <= len(starts) else 0.0
        last = self.follower.elapsed_at(starts.item(layer + 2)) if layer + 2 < len(starts) else self.follower.total_s
        return first, last


def timeline_file(timeline: Timeline) -> bytes:
    """Return a timeline as one NPZ file, deflated; the same timeline gives the same bytes."""
    track, follower = timeline.track, timeline.follower
    arrays: dict[str, Any] = {
        "version": np.array([VERSION], np.uint8),
        "t_s": track.t_s,
        "line": track.line,
        "offset": track.offset,
        "point_mm": track.point_mm,
        "layer_t_s": track.layer_t_s,
        "layer_z_mm": timeline.layer_z_mm,
        "parts": np.array(timeline.parts, np.str_),
        "share_t_s": timeline.shares.t_s,
        "share_taken_s": timeline.shares.taken_s,
        "share_fed_mm": timeline.shares.fed_mm,
        "tools": timeline.tools,
        "fed_mm": timeline.fed_mm,
        "wait_s": np.array([follower.moment_s, follower.start_s, follower.end_s]),
        "wait_cause": np.array(follower.cause, np.str_),
        "wait_name": np.array(follower.name, np.str_),
        "left_s": np.array(follower.left_s),
        "total_s": np.array(follower.total_s),
    }
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def read_timeline(data: bytes) -> Timeline:
    """Return the timeline of a file. Raises Rejected for one that is of another version or damaged."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
        [version] = held["version"].tolist()
        if version not in (VERSION, _WITHOUT_SHARES):
            raise ValueError(f"version {version}")
        shares = Shares.none()
        if version == VERSION:
            shares = Shares(held["share_t_s"], held["share_taken_s"], held["share_fed_mm"])
        track = ThinTrack(held["t_s"], held["line"], held["offset"], held["point_mm"], held["layer_t_s"])
        moment_s, start_s, end_s = (tuple(row) for row in held["wait_s"].tolist())
        follower = Follower(
            track=track,
            total_s=held["total_s"].item(),
            moment_s=moment_s,
            start_s=start_s,
            end_s=end_s,
            cause=cast("tuple[Cause, ...]", tuple(held["wait_cause"].tolist())),
            name=tuple(held["wait_name"].tolist()),
            left_s=tuple((low, high) for low, high in held["left_s"].tolist()),
        )
        return Timeline(
            track, follower, held["tools"], held["fed_mm"], held["layer_z_mm"], tuple(held["parts"].tolist()), shares
        )
    except (ValueError, KeyError, OSError, EOFError, BadZipFile, zlib.error) as error:
        raise Rejected(say("motion.bad_timeline", detail=str(error)), say("motion.bad_timeline_remedy")) from error
