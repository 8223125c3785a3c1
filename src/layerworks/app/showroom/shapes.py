"""The shapes of the showroom as solids, each standing as it is printed. Measures in mm."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from manifold3d import CrossSection, Manifold

SEGMENTS = 96  # of a full circle


def bracket() -> "Manifold":
    """A corner bracket with two ribs and holes for M5."""
    from manifold3d import CrossSection

    wall, width, length, height = 5.0, 46.0, 44.0, 38.0
    leg = CrossSection.square((length, wall)) + CrossSection.square((wall, height))
    leg += _polygon([(wall, wall), (wall + 5, wall), (wall, wall + 5)])
    rib = _polygon([(1, 1), (length - 9, 1), (length - 9, wall), (wall, height - 8), (1, height - 8)])
    solid = _upright(leg, width)
    for at in (0.0, width - 4.0):
        solid += _upright(rib, 4.0).translate((0, at, 0))
    for x, y in ((30.0, 14.5), (30.0, width - 14.5)):
        solid -= _drill(2.75, 20).translate((x, y, -1)) + _drill(5.2, 20).translate((x, y, 3.4))
    for y in (14.5, width - 14.5):
        solid -= _drill(2.75, 20).rotate((0, 90, 0)).translate((-1, y, 24))
    return solid


def gear() -> "Manifold":
    """A herringbone gear of 24 teeth on a keyed hub."""
    teeth, pitch, width = 24, 27.0, 18.0
    outline: list[tuple[float, float]] = []
    for tooth in range(teeth):
        for share, radius in ((-0.27, pitch - 2.6), (-0.14, pitch + 2.2), (0.14, pitch + 2.2), (0.27, pitch - 2.6)):
            angle = 2 * math.pi * (tooth + share) / teeth
            outline.append((radius * math.cos(angle), radius * math.sin(angle)))
    half = _polygon(outline).extrude(width / 2, 12, 11.0)
    solid = half + half.mirror((0, 0, 1)).translate((0, 0, width))
    for at in range(6):
        angle = math.pi * at / 3
        solid -= _drill(4.6, width + 2).translate((16.2 * math.cos(angle), 16.2 * math.sin(angle), -1))
    solid -= _ring(23.0, 10.5, 5.0).translate((0, 0, width - 4.0))
    key = _box((3.0, 2.4, width + 2)).translate((4.4, -1.2, -1))
    return solid - _drill(5.1, width + 2).translate((0, 0, -1)) - key


def vase() -> "Manifold":
    """A twisted vase of nine ribs."""

    def fluted(radius: float) -> "CrossSection":
        turns = [2 * math.pi * i / 144 for i in range(144)]
        reach = [radius + 2.6 * math.cos(9 * t) for t in turns]
        return _polygon([(r * math.cos(t), r * math.sin(t)) for r, t in zip(reach, turns, strict=True)])

    height, twist, flare = 104.0, 75.0, (1.28, 1.28)
    body = fluted(27.0).extrude(height, 40, twist, flare)
    hollow = fluted(25.2).extrude(height, 40, twist, flare)
    return body - (hollow ^ _drill(90, height).translate((0, 0, 1.6)))


def adapter() -> "Manifold":
    """A hose adapter from 32 to 25 mm with barbs."""
    profile: list[tuple[float, float]] = [
        (13.5, 0),
        (18.6, 0),
        (18.6, 3),
        (16.3, 5),
        (16.3, 24),
        (20.5, 26),
        (20.5, 31),
        (14.0, 36),
    ]
    for barb in range(4):
        z = 38.0 + 6.0 * barb
        profile += [(13.4, z - 1.0), (12.2, z + 5.0)]
    profile += [(10.2, 62), (10.2, 36), (13.5, 29)]
    return _polygon(profile).revolve(SEGMENTS)


def jig() -> "Manifold":
    """A drill jig for three holes, with stops and a window to see the work."""
    solid = _box((82, 44, 7)) + _box((82, 6, 20)) + _box((6, 44, 20))
    for x in (22.0, 44.0, 66.0):
        solid += _drill(7.5, 15).translate((x, 27, 0))
        solid -= _drill(4.1, 30).translate((x, 27, -1))
    for x in (33.0, 55.0):
        solid -= _slot(3.0, 12.0, 30).translate((x, 27, -1))
    return solid - _slot(3.2, 26.0, 20).rotate((0, 0, 90)).rotate((90, 0, 0)).translate((44, 10, 13.5))


def impeller() -> "Manifold":
    """A pump impeller: seven swept blades on a disc, a bore for a shaft of 8 mm."""
    solid = _drill(30, 3) + _cone(12.0, 7.5, 15.0).translate((0, 0, 3))
    solid = solid.trim_by_plane((0, 0, 1), 0.0)
    arc = [(6 + 23.2 * s, 9.0 * math.sin(1.35 * s * math.pi / 2)) for s in (i / 24 for i in range(25))]
    blade = [(x, y + 0.9) for x, y in arc] + [(x, y - 0.9) for x, y in reversed(arc)]
    swept = _polygon(list(reversed(blade))).extrude(13.5, 12, -9.0).translate((0, 0, 2))
    for at in range(7):
        solid += swept.rotate((0, 0, 360.0 * at / 7))
    within = _cone(30.0, 26.0, 30.0)
    return (solid ^ within) - _drill(4.05, 40).translate((0, 0, -1))


def _polygon(corners: list[tuple[float, float]]) -> "CrossSection":
    from manifold3d import CrossSection, FillRule

    return CrossSection([np.array(corners, np.float64)], FillRule.NonZero)


def _upright(profile: "CrossSection", width: float) -> "Manifold":
    """Return a profile of x and z, drawn out along y."""
    return profile.extrude(width).rotate((90, 0, 0)).translate((0, width, 0))


def _box(size: tuple[float, float, float]) -> "Manifold":
    from manifold3d import Manifold

    return Manifold.cube(size)


def _drill(radius: float, height: float) -> "Manifold":
    return _cone(radius, radius, height)


def _cone(low: float, high: float, height: float) -> "Manifold":
    from manifold3d import Manifold

    return Manifold.cylinder(height, low, high, SEGMENTS)


def _ring(outer: float, inner: float, height: float) -> "Manifold":
    return _drill(outer, height) - _drill(inner, height + 2).translate((0, 0, -1))


def _slot(radius: float, length: float, height: float) -> "Manifold":
    from manifold3d import Manifold

    ends = [_drill(radius, height).translate((0, side * (length / 2 - radius), 0)) for side in (-1, 1)]
    return Manifold.batch_hull(ends)


SHAPES: dict[str, Callable[[], "Manifold"]] = {
    made.__name__: made for made in (bracket, gear, vase, adapter, jig, impeller)
}
