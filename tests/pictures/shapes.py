"""Small shapes and toolpaths to draw."""

import numpy as np

from layerworks.geometry import Bed, CheckedMesh, Plate, PlatePart
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

_BOX = ((0, 2, 1), (0, 3, 2), (4, 5, 6), (4, 6, 7), (0, 1, 5), (0, 5, 4), (1, 2, 6), (1, 6, 5), (2, 3, 7), (2, 7, 6),
        (3, 0, 4), (3, 4, 7))  # fmt: skip


def box(x: float, y: float, z: float) -> CheckedMesh:
    """A box with a corner at the origin."""
    low = [(0, 0, 0), (x, 0, 0), (x, y, 0), (0, y, 0)]
    vertices = np.array([*low, *((a, b, z) for a, b, _ in low)], np.float64)
    area = 2.0 * (x * y + y * z + z * x)
    return CheckedMesh("box", vertices, np.array(_BOX, np.int32), True, x * y * z, area, 1, (), "0" * 64)


def ball(radius: float, rings: int = 16) -> CheckedMesh:
    """A ball standing on z = 0."""
    turn = np.linspace(0.0, 2.0 * np.pi, 2 * rings, endpoint=False)
    tilt = np.linspace(0.0, np.pi, rings + 1)[1:-1]
    t, p = np.meshgrid(turn, tilt)
    around = np.stack([np.sin(p) * np.cos(t), np.sin(p) * np.sin(t), np.cos(p)], axis=-1).reshape(-1, 3)
    vertices = radius * np.vstack([around, [[0, 0, 1], [0, 0, -1]]])
    vertices[:, 2] += radius
    n, top, bottom = 2 * rings, len(around), len(around) + 1
    faces = []
    for k in range(n):
        m = (k + 1) % n
        faces.append((top, k, m))
        for r in range(rings - 2):
            faces += [(r * n + k, (r + 1) * n + k, (r + 1) * n + m), (r * n + k, (r + 1) * n + m, r * n + m)]
        faces.append((bottom, (rings - 2) * n + m, (rings - 2) * n + k))
    return CheckedMesh("ball", vertices, np.array(faces, np.int32), True, 1.0, 1.0, 1, (), "1" * 64)


def plate_of(*meshes: CheckedMesh) -> Plate:
    """Meshes in a row on a bed."""
    parts, x = [], 10.0
    for k, mesh in enumerate(meshes):
        pose = np.eye(4)
        pose[0, 3] = x
        parts.append(PlatePart(f"{mesh.name}-{k}", mesh, pose))
        x += float(mesh.size_mm[0]) + 5.0
    return Plate(tuple(parts), Bed(200.0, 200.0, 200.0), "2" * 64)


def toolpath_of(rows: list[tuple[float, float, float, Role]], layers: int = 1, height_mm: float = 0.2) -> Toolpath:
    """A toolpath of the same moves in every layer. rows: x, y, bead pitch (0 lays nothing), role."""
    moves = [(x, y, (k + 1) * height_mm, w, r, k) for k in range(layers) for x, y, w, r in rows]
    points = np.array([m[:3] for m in moves], np.float64).reshape(-1, 3)
    width = np.array([m[3] for m in moves], np.float32)
    lays = width > 0
    way = np.linalg.norm(np.diff(points, axis=0, prepend=points[:1]), axis=1)
    count, size = len(moves), np.full(layers, height_mm)
    return Toolpath(
        points_mm=points,
        width_mm=width,
        height_mm=np.where(lays, height_mm, 0.0).astype(np.float32),
        volume_mm3=way * width * height_mm,
        speed_mm_s=np.linspace(20.0, 120.0, count).astype(np.float32),
        accel_mm_s2=np.zeros(count, np.float32),
        role=np.array([m[4] for m in moves], np.uint8),
        layer=np.array([m[5] for m in moves], np.int32),
        part=np.zeros(count, np.int32),
        fan=np.ones(count, np.float32),
        layer_z_mm=np.cumsum(size),
        layer_height_mm=size,
        layer_start=np.arange(layers + 1, dtype=np.int32) * len(rows),
        parts=("part",),
    )


def square_toolpath(layers: int = 5) -> Toolpath:
    """Two walls and a zigzag, with travels."""
    t, o, i, s = Role.TRAVEL, Role.OUTER_WALL, Role.INNER_WALL, Role.SPARSE_FILL
    rows = [(0, 0, 0, t), (20, 0, 0.45, o), (20, 20, 0.45, o), (0, 20, 0.45, o), (0, 0, 0.45, o), (1, 1, 0, t)]
    rows += [(19, 1, 0.45, i), (19, 19, 0.45, i), (1, 19, 0.45, i), (1, 1, 0.45, i), (2, 2, 0, t)]
    rows += [(18, 6, 0.5, s), (2, 10, 0.5, s), (18, 14, 0.5, s), (2, 18, 0.5, s)]
    return toolpath_of([(float(x), float(y), w, r) for x, y, w, r in rows], layers)
