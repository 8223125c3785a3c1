"""Outlines that explode careless algorithms: what is laid stays in proportion to what there is to lay."""

import math

import numpy as np
import pytest

from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order

TURN = 2.0 * math.pi
SETTINGS = OrderSettings(), SpeedSettings(), CoolingSettings(), RetractionSettings()


def one_layer(loops: list[np.ndarray]) -> Layers:
    points = np.concatenate([np.rint(loop) for loop in loops]).astype(np.int32)
    start = np.cumsum([0, *(len(loop) for loop in loops)]).astype(np.int32)
    zeros = np.zeros(len(loops), np.int32)
    return Layers(np.array([0.2]), np.array([0.2]), points, start, zeros, zeros)


def comb(teeth: int) -> list[np.ndarray]:
    """Teeth a millimetre wide and two apart, on a back."""
    x = np.arange(teeth)[:, None] * 2000.0 + np.array([0.0, 0.0, 1000.0, 1000.0])
    y = np.tile([0.0, 5000.0, 5000.0, 0.0], (teeth, 1))
    top = np.stack([x.ravel(), y.ravel()], 1)
    back = np.array([[0.0, -2000.0]]), np.array([[x[-1, -1], -2000.0]])
    return [np.concatenate([back[0], top, back[1]])[::-1]]


def star(points: int) -> list[np.ndarray]:
    """Points so sharp that their offsets reach far."""
    turn = np.arange(2 * points) * (TURN / (2 * points))
    radius = np.where(np.arange(2 * points) % 2, 8000.0, 40_000.0)
    return [np.stack([np.cos(turn), np.sin(turn)], 1) * radius[:, None]]


def spiral(vertices: int) -> list[np.ndarray]:
    """One wall of a millimetre, wound forty times around itself."""
    turn = np.linspace(TURN, 40 * TURN, vertices // 2)
    there = np.stack([np.cos(turn), np.sin(turn)], 1) * (turn * 300.0)[:, None]
    back = np.stack([np.cos(turn), np.sin(turn)], 1) * (turn * 300.0 + 1000.0)[:, None]
    return [np.concatenate([back, there[::-1]])]


def dust(islands: int) -> list[np.ndarray]:
    """Islands of a fifth of a bead: nothing can be laid in them."""
    side = math.isqrt(islands)
    square = np.array([[0.0, 0.0], [90.0, 0.0], [90.0, 90.0], [0.0, 90.0]])
    return [square + 300.0 * np.array([k % side, k // side]) for k in range(islands)]


def sliver(vertices: int) -> list[np.ndarray]:
    """A hair of fifty micrometres with very many vertices, shaken by one."""
    x = np.linspace(0.0, 200_000.0, vertices // 2)
    shake = np.arange(vertices // 2) % 2
    lower = np.stack([x, shake * 1.0], 1)
    upper = np.stack([x, 50.0 + shake], 1)
    return [np.concatenate([lower, upper[::-1]])]


def fractal(depth: int) -> list[np.ndarray]:
    """A snowflake of Koch's, with corners down to a few micrometres."""
    loop = np.array([0.0, 0.5 + 0.8660254j, 1.0]) * 80_000.0
    for _ in range(depth):
        step = (np.roll(loop, -1) - loop) / 3.0
        third = loop + step
        peak = third + step * np.exp(1j * TURN / 6.0)
        loop = np.stack([loop, third, peak, third + step], 1).ravel()
    return [np.stack([loop.real, loop.imag], 1)[::-1]]


NASTY = {
    "comb": comb(5000),
    "star": star(1500),
    "spiral": spiral(40_000),
    "dust": dust(10_000),
    "sliver": sliver(40_000),
    "fractal": fractal(6),
    "far away": [loop + 1.9e9 for loop in star(50)],
    "a speck": [np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])],
}


@pytest.mark.parametrize("name", NASTY)
def test_what_is_laid_stays_in_proportion(name: str):
    loops = [loop if area_of(loop) > 0 else loop[::-1] for loop in NASTY[name]]
    strokes = lay(one_layer(loops), StrokeSettings())
    corners = sum(len(loop) for loop in loops)
    area_um2 = sum(area_of(loop) for loop in loops)
    length_um = sum(np.hypot(*np.diff(np.vstack([loop, loop[:1]]), axis=0).T).sum() for loop in loops)
    assert len(strokes.points_um) <= 40 * corners + 60 * area_um2 / 450.0**2 + length_um / 50.0 + 1000
    volume_mm3 = order(strokes, *SETTINGS, ("part",)).volume_mm3
    assert np.isfinite(volume_mm3).all()
    beside_um = 10.0 * math.sqrt(area_um2) + 2.0 * length_um  # the skirt, and a bead along either side of the outline
    assert volume_mm3.sum() <= (1.2 * area_um2 + 600.0 * (beside_um + 50_000.0)) * 200.0 * 1e-9


def area_of(loop: np.ndarray) -> float:
    x, y = (loop - loop[0]).T
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
