"""A toolpath for a viewer in the browser: 8 bytes a vertex once there, well under one on the way.

Little-endian. "LWTP", u16 version, u16 0, u32 n vertices, u32 k layers, f32 lowest corner (3), f32 step_mm,
f32 top speed_mm_s, f32 top flow_mm3_s, f32 width_step_mm, 16 bytes 0; u32 first vertex of each layer (k + 1);
f32 z_mm (k); f32 height_mm (k); x, y, z by `delta_planes`; role, width, speed, flow as u8 (n each), speed and flow
as shares of the top. Segment i ends in vertex i and bears its role and figures; it begins in vertex i − 1.
"""

import gzip
import struct

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.byte_planes import delta_planes, steps_within
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

VERSION = 1
HEAD = struct.Struct("<4sHHII3f4f16x")
STEP_MM = 0.01
WIDTH_STEP_MM = 0.02
_NOWHERE = (Role.RETRACT, Role.UNRETRACT)  # the head stands still


def toolpath_stream(toolpath: Toolpath) -> bytes:
    """Return the moves of the head as a gzip file; the same toolpath gives the same bytes."""
    kept = np.flatnonzero(~np.isin(toolpath.role, _NOWHERE))
    points, low_mm, step_mm = steps_within(toolpath.points_mm[kept], STEP_MM)
    speed = toolpath.speed_mm_s[kept].astype(np.float64)
    flow = _flow_mm3_s(toolpath)[kept]
    top_speed, top_flow = (float(np.max(figure, initial=0.0)) for figure in (speed, flow))
    starts = np.searchsorted(kept, toolpath.layer_start).astype("<u4")
    head = HEAD.pack(
        b"LWTP", VERSION, 0, len(kept), len(toolpath.layer_z_mm), *low_mm, step_mm, top_speed, top_flow, WIDTH_STEP_MM
    )
    width = np.clip(np.rint(toolpath.width_mm[kept] / WIDTH_STEP_MM), 0, 255).astype(np.uint8)
    pieces = [
        head,
        starts.tobytes(),
        toolpath.layer_z_mm.astype("<f4").tobytes(),
        toolpath.layer_height_mm.astype("<f4").tobytes(),
        *(delta_planes(points[:, axis]) for axis in range(3)),
        toolpath.role[kept].tobytes(),
        width.tobytes(),
        _shares(speed, top_speed).tobytes(),
        _shares(flow, top_flow).tobytes(),
    ]
    return gzip.compress(b"".join(pieces), compresslevel=6, mtime=0)


def _flow_mm3_s(toolpath: Toolpath) -> NDArray[np.float64]:
    """Return (m,) plastic laid a second at the commanded speed, 0 where the head only travels."""
    way_mm = np.linalg.norm(np.diff(toolpath.points_mm, axis=0, prepend=toolpath.points_mm[:1]), axis=1)
    lays = (toolpath.volume_mm3 > 0.0) & (way_mm > 0.0) & ~np.isin(toolpath.role, _NOWHERE)
    return np.where(lays, toolpath.volume_mm3 * toolpath.speed_mm_s / np.where(lays, way_mm, 1.0), 0.0)


def _shares(figure: NDArray[np.float64], top: float) -> NDArray[np.uint8]:
    return np.rint(255.0 * figure / (top or 1.0)).astype(np.uint8)
