"""Make examples/bracket.stl: an L-bracket for M5 screws, as an example of solid modelling with manifold3d.

It stands as it is printed: on its long flange, ribs upright, screw hole of the wall pointed at the top so that nothing
needs support. Run `python examples/make_bracket.py` to write the file again; change the measures to make another one.
"""

from pathlib import Path

import numpy as np
from manifold3d import CrossSection, Manifold, Mesh

LENGTH_MM = 40.0  # of the flange, along x
WIDTH_MM = 40.0  # along y
HEIGHT_MM = 30.0  # of the wall
THICKNESS_MM = 5.0
CORNER_MM = 6.0  # radius of the outer corners
FILLET_MM = 4.0  # between flange and wall
RIB_MM = 4.0  # thickness of each rib
HOLE_MM = 5.5  # clearance hole for M5
HEAD_MM = 10.0  # counterbore for the head of an M5 screw
HEAD_DEPTH_MM = 2.0
SEGMENTS = 64  # of a full circle


def bracket() -> Manifold:
    """Return the bracket: flange and wall with a fillet, two ribs, and a screw hole in each."""
    return flange_and_wall() + rib(RIB_MM / 2) + rib(WIDTH_MM - RIB_MM / 2) - flange_hole() - wall_hole()


def flange_and_wall() -> Manifold:
    """Return the L, its inner edge filleted, the free corners of both legs rounded."""
    leg = CrossSection.square((LENGTH_MM, THICKNESS_MM)) + CrossSection.square((THICKNESS_MM, HEIGHT_MM))
    inner = THICKNESS_MM + FILLET_MM
    fillet = CrossSection.square((FILLET_MM, FILLET_MM)).translate((THICKNESS_MM, THICKNESS_MM))
    fillet -= CrossSection.circle(FILLET_MM, SEGMENTS).translate((inner, inner))
    profile = (leg + fillet).extrude(WIDTH_MM).rotate((90, 0, 0)).translate((0, WIDTH_MM, 0))
    from_above = rounded(LENGTH_MM).extrude(HEIGHT_MM)
    from_the_front = rounded(HEIGHT_MM).extrude(LENGTH_MM).rotate((0, -90, 0)).translate((LENGTH_MM, 0, 0))
    return profile ^ from_above ^ from_the_front


def rounded(length_mm: float) -> CrossSection:
    """Return a plate as long as said and WIDTH_MM wide, the two corners at its far end rounded."""
    disc = CrossSection.circle(CORNER_MM, SEGMENTS)
    far = length_mm - CORNER_MM
    ends = [disc.translate((far, CORNER_MM)), disc.translate((far, WIDTH_MM - CORNER_MM))]
    return CrossSection.batch_hull([*ends, CrossSection.square((1.0, WIDTH_MM))])


def rib(middle_mm: float) -> Manifold:
    """Return a triangular rib between flange and wall. middle_mm: its y."""
    far, high = LENGTH_MM - CORNER_MM - 4.0, HEIGHT_MM - CORNER_MM - 2.0
    corners = [(1.0, 1.0), (far, 1.0), (far, THICKNESS_MM), (THICKNESS_MM, high), (1.0, high)]
    triangle = CrossSection([corners])
    return triangle.extrude(RIB_MM).rotate((90, 0, 0)).translate((0, middle_mm + RIB_MM / 2, 0))


def flange_hole() -> Manifold:
    """Return what to take away for the screw in the flange: hole and counterbore from above."""
    hole = Manifold.cylinder(THICKNESS_MM + 2, HOLE_MM / 2, circular_segments=SEGMENTS).translate((0, 0, -1))
    head = Manifold.cylinder(THICKNESS_MM, HEAD_MM / 2, circular_segments=SEGMENTS).translate(
        (0, 0, THICKNESS_MM - HEAD_DEPTH_MM)
    )
    return (hole + head).translate(((LENGTH_MM + THICKNESS_MM) / 2 + 2, WIDTH_MM / 2, 0))


def wall_hole() -> Manifold:
    """Return what to take away for the screw in the wall: a hole whose top ends in a 45 degree roof."""
    radius = HOLE_MM / 2
    tangent = radius / 2**0.5
    roof = CrossSection([[(-tangent, tangent), (0.0, 0.0), (tangent, tangent), (0.0, 2 * tangent)]])
    drop = CrossSection.circle(radius, SEGMENTS) + roof
    turned = drop.extrude(THICKNESS_MM + 2).rotate((90, 0, 0)).rotate((0, 0, 90))
    return turned.translate((-1.0, WIDTH_MM / 2, HEIGHT_MM - CORNER_MM - HOLE_MM))


def binary_stl(mesh: Mesh, header: str) -> bytes:
    """Return a mesh as a binary STL."""
    corners = np.asarray(mesh.vert_properties, np.float32)[:, :3][np.asarray(mesh.tri_verts)]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    record = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    facets = np.zeros(len(corners), record)
    facets["normal"] = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    facets["corners"] = corners
    return header.encode().ljust(80) + len(corners).to_bytes(4, "little") + facets.tobytes()


if __name__ == "__main__":
    stl = binary_stl(bracket().to_mesh(), "layerworks example: L-bracket in mm")
    Path(__file__).with_name("bracket.stl").write_bytes(stl)
