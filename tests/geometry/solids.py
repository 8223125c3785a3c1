"""Shapes for the tests of checking and placing, clean and damaged."""

import numpy as np
from manifold3d import Manifold

from layerworks.geometry import CheckedMesh, ModelItem
from layerworks.geometry.checking import CheckSettings, check


def arrays(solid: Manifold) -> tuple[np.ndarray, np.ndarray]:
    mesh = solid.to_mesh64()
    return np.array(mesh.vert_properties[:, :3]), np.array(mesh.tri_verts, dtype=np.int32)


def item(vertices, faces, name="shape") -> ModelItem:
    return ModelItem(name, np.asarray(vertices, dtype=np.float64), np.asarray(faces, dtype=np.int32))


def item_of(solid: Manifold, name="shape") -> ModelItem:
    return item(*arrays(solid), name)


def joined(*parts) -> tuple[np.ndarray, np.ndarray]:
    """Put meshes side by side into one without joining them."""
    vertices, faces, count = [], [], 0
    for v, f in parts:
        vertices.append(v)
        faces.append(np.asarray(f) + count)
        count += len(v)
    return np.concatenate(vertices), np.concatenate(faces).astype(np.int32)


def soup(vertices, faces):
    """Give every face its own three points, as STL does."""
    return vertices[faces].reshape(-1, 3), np.arange(3 * len(faces), dtype=np.int32).reshape(-1, 3)


def box(x, y, z, at=(0.0, 0.0, 0.0)):
    return arrays(Manifold.cube([x, y, z]).translate(list(at)))


def ball(radius=20.0, segments=24):
    return arrays(Manifold.sphere(radius, segments))


def bracket():
    """An L with two bores, 40 × 20 × 30."""
    foot = Manifold.cube([40, 20, 6])
    wall = Manifold.cube([6, 20, 30])
    bore = Manifold.cylinder(20, 3, 3, 32, True)
    return arrays((foot + wall) - bore.translate([28, 10, 3]) - bore.rotate([0, 90, 0]).translate([3, 10, 20]))


def sheet(count=8, size=50.0, bend=15.0):
    """An open bent sheet without thickness."""
    u, v = np.meshgrid(np.linspace(0, 1, count), np.linspace(0, 1, count), indexing="ij")
    vertices = np.stack([u * size, v * size, bend * np.sin(np.pi * u)], axis=-1).reshape(-1, 3)
    at = np.arange(count * count).reshape(count, count)
    a, b, c, d = at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    return vertices, faces.astype(np.int32)


def moebius(count=40, radius=20.0, half_width=5.0):
    """A strip with one side."""
    t = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ring = []
    for s in (-half_width, half_width):
        r = radius + s * np.cos(t / 2)
        ring.append(np.stack([r * np.cos(t), r * np.sin(t), s * np.sin(t / 2)], axis=1))
    vertices = np.stack(ring, axis=1).reshape(-1, 3)
    faces = []
    for i in range(count):
        a, b, c, d = 2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 3
        if i == count - 1:
            c, d = 1, 0
        faces += [[a, c, b], [b, c, d]]
    return vertices, np.array(faces, dtype=np.int32)


def codes(answer) -> list[str]:
    return [f.code for f in answer.findings]


def finding(answer, code: str):
    return next(f for f in answer.findings if f.code == code)


def passed(vertices, faces, settings=None, room=None, name="shape") -> CheckedMesh:
    answer = check(item(vertices, faces, name), settings or CheckSettings(), room)
    assert isinstance(answer, CheckedMesh), codes(answer)
    return answer


def rotation(rng: np.random.Generator) -> np.ndarray:
    q, r = np.linalg.qr(rng.normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return q if np.linalg.det(q) > 0 else q[:, [1, 0, 2]]
