"""Toolpaths for the writing tests, and a small reader of what was written that shares nothing with the writer."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

LAID = [Role.OUTER_WALL, Role.INNER_WALL, Role.BRIDGE, Role.SPARSE_FILL, Role.SUPPORT]


def toolpath_of(rows: list[dict], parts: tuple[str, ...] = ("a", "b")) -> Toolpath:
    """Return a toolpath of rows x, y, role, layer, part, width, speed, accel, pull; 0.2 mm layers."""
    count = max((r["layer"] for r in rows), default=0) + 1
    points = np.array([(r["x"], r["y"], 0.2 * (r["layer"] + 1)) for r in rows], float).reshape(-1, 3).round(3)
    step = np.linalg.norm(np.diff(points, axis=0, prepend=points[:1]), axis=1)
    width = np.array([r["width"] for r in rows], np.float32)
    layer = np.array([r["layer"] for r in rows], np.int32)
    pull = np.array([r["pull"] for r in rows], float)
    return Toolpath(
        points_mm=points,
        width_mm=width,
        height_mm=np.where(width > 0, 0.2, 0.0).astype(np.float32),
        volume_mm3=np.where(width > 0, width * 0.2 * step, pull),
        speed_mm_s=np.array([r["speed"] for r in rows], np.float32),
        accel_mm_s2=np.array([r["accel"] for r in rows], np.float32),
        role=np.array([r["role"] for r in rows], np.uint8),
        layer=layer,
        part=np.array([r["part"] for r in rows], np.int32),
        fan=np.array([1.0 if r["role"] == Role.BRIDGE else r["layer"] / max(1, count - 1) for r in rows], np.float32),
        layer_z_mm=np.round(0.2 * (1 + np.arange(count)), 6),
        layer_height_mm=np.full(count, 0.2),
        layer_start=np.searchsorted(layer, np.arange(count + 1)).astype(np.int32),
        parts=parts,
    )


def row(x: float, y: float, role: Role = Role.OUTER_WALL, **more) -> dict:
    """Return a row for `toolpath_of`: a bead unless the role says otherwise."""
    lays = role not in (Role.TRAVEL, Role.RETRACT, Role.UNRETRACT, Role.WIPE)
    plain = {"layer": 0, "part": 0, "width": 0.45 if lays else 0.0, "speed": 60.0, "accel": 0.0, "pull": 0.0}
    return {"x": x, "y": y, "role": role, **plain, **more}


def short_print() -> Toolpath:
    """Two parts in two layers, with a retraction between them."""
    rows = []
    for layer in range(2):
        for part in range(2):
            x = 20.0 * part
            if rows:
                rows.append(row(rows[-1]["x"], rows[-1]["y"], Role.RETRACT, layer=layer, part=part, pull=-1.9242))
            rows.append(row(x, 0.0, Role.TRAVEL, layer=layer, part=part, speed=150.0))
            if layer or part:
                rows.append(row(x, 0.0, Role.UNRETRACT, layer=layer, part=part, pull=1.9242))
            rows += [row(x + 9.0, 0.0, layer=layer, part=part), row(x + 9.0, 9.0, Role.BRIDGE, layer=layer, part=part)]
    return toolpath_of(rows)


micro = st.integers(-400_000, 400_000).map(lambda um: um / 1000.0)


@st.composite
def toolpaths(draw: st.DrawFn) -> Toolpath:
    """Moves of every kind, some of which change nothing."""
    rows = []
    layer = 0
    for _ in range(draw(st.integers(0, 25))):
        layer = min(3, layer + draw(st.sampled_from([0, 0, 0, 1])))
        role = draw(st.sampled_from([*LAID, Role.TRAVEL, Role.TRAVEL, Role.WIPE, Role.RETRACT, Role.UNRETRACT]))
        still = rows and (role in (Role.RETRACT, Role.UNRETRACT) or draw(st.integers(0, 9)) == 0)
        x, y = (rows[-1]["x"], rows[-1]["y"]) if still else (draw(micro), draw(micro))
        pull = {Role.RETRACT: -1.9, Role.UNRETRACT: 1.9, Role.WIPE: -0.3}.get(role, 0.0)
        rows.append(
            row(
                x, y, role, layer=layer, part=draw(st.integers(-1, 1)), pull=pull,
                width=draw(st.sampled_from([0.3, 0.4504, 0.45])) if role in LAID else 0.0,
                speed=draw(st.sampled_from([12.3456, 60.0, 500.0])),
                accel=draw(st.sampled_from([0.0, 500.0, 20_000.0])),
            )
        )  # fmt: skip
    return toolpath_of(rows)


@dataclass
class Heard:
    """One move as a machine hears it: position and pushed length in mm, speed in mm/s, kind and object."""

    x: float
    y: float
    z: float
    pushed: float
    speed: float
    kind: str
    width: float
    name: str | None


def read_back(text: str) -> list[Heard]:
    """Return the moves of a program, its start and end sequences left out."""
    at = dict.fromkeys("XYZ", float("nan"))
    e = speed = 0.0
    relative, kind, width, name = True, "", 0.0, None
    heard: list[Heard] = []
    inside = False
    for line in text.splitlines():
        inside = inside or line.startswith(";LAYER_CHANGE")
        if line.startswith(";TYPE:"):
            kind = line[6:]
        elif line.startswith(";WIDTH:"):
            width = float(line[7:])
        elif line.startswith("; printing object "):
            assert name is None
            name = line.split()[3]
        elif line.startswith("; stop printing object "):
            assert name == line.split()[4]
            name = None
        elif line in ("M82", "M83"):
            relative = line == "M83"
        elif line == "G92 E0":
            e = 0.0
        elif inside and line.startswith("G1 "):
            words = {w[0]: float(w[1:]) for w in line.split()[1:]}
            assert words
            speed = words.get("F", speed * 60.0) / 60.0
            at.update({k: v for k, v in words.items() if k in "XYZ"})
            pushed = words.get("E", 0.0 if relative else e) - (0.0 if relative else e)
            e = words.get("E", e)
            heard.append(Heard(at["X"], at["Y"], at["Z"], pushed, speed, kind, width, name))
    assert name is None
    return heard
