"""Arcs: within their tolerance of the path both ways, with all of its plastic, and nowhere else."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcode.write_paths import row, toolpath_of
from layerworks.errors import Rejected
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.reading import ReadingRules, read_program
from layerworks.gcode.writing import GcodeSettings, Header, Temperatures, draft_program, write_program
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

WARM = Temperatures(210.0, 210.0)
MARLIN = MachineCodes("marlin", "", "", arcs=True)
AREA = math.pi / 4 * 1.75**2
WORD = re.compile(r"([GXYIJE])(-?[\d.]+)")
BRIEF = settings(max_examples=40, deadline=None)
FINE = ReadingRules(arc_resolution_mm=0.05, free_arcs=True)
TURN = 2 * math.pi


def path_of(points: list[tuple[float, float]], **more) -> Toolpath:
    (x, y), *others = points
    return toolpath_of([row(x, y, Role.TRAVEL), *(row(u, v, **more) for u, v in others)])


def written(path: Toolpath, tolerance_um: float, codes: MachineCodes = MARLIN) -> str:
    wanted = GcodeSettings(arc_tolerance_um=tolerance_um)
    return write_program(path, codes, WARM, Header(), wanted).text.decode()


def lines_of(text: str) -> list[tuple[str, np.ndarray, float]]:
    """Return letter, the places (n, 2) that are passed, and filament, of each line that lays."""
    found, x, y = [], 0.0, 0.0
    for line in text.splitlines():
        words = dict(WORD.findall(line.split(";")[0])) if line.startswith("G") else {}
        if words.get("G") not in ("1", "2", "3") or not {"X", "Y"} & set(words):
            continue
        u, v = float(words.get("X", x)), float(words.get("Y", y))
        if words["G"] == "1":
            places = np.array([(x, y), (u, v)])
        else:
            cx, cy = x + float(words["I"]), y + float(words["J"])
            begin, end = math.atan2(y - cy, x - cx), math.atan2(v - cy, u - cx)
            sweep = (end - begin) % TURN if words["G"] == "3" else -((begin - end) % TURN)
            share = np.linspace(0.0, 1.0, 2 + int(abs(sweep) * 200))
            angle = begin + sweep * share
            radius = math.hypot(x - cx, y - cy) * (1 - share) + math.hypot(u - cx, v - cy) * share
            places = np.stack([cx + radius * np.cos(angle), cy + radius * np.sin(angle)], 1)
        if "E" in words:
            found.append((words["G"], places, float(words["E"])))
        x, y = u, v
    return found


def farthest(places: np.ndarray, path: np.ndarray) -> float:
    """Return how far the farthest of some places lies from a polyline."""
    a, d = path[:-1], np.diff(path, axis=0)
    share = ((places[:, None] - a) * d).sum(axis=2) / np.maximum((d * d).sum(axis=1), 1e-12)
    near = a + np.clip(share, 0.0, 1.0)[..., None] * d
    return float(np.linalg.norm(places[:, None] - near, axis=2).min(axis=1).max())


@st.composite
def curves(draw) -> list[tuple[float, float]]:
    """A smooth closed curve in short chords, turning both ways, with a straight piece and a corner now and then."""
    size = draw(st.floats(0.5, 40.0))
    waves = draw(st.lists(st.tuples(st.integers(2, 5), st.floats(0.0, 0.25), st.floats(0.0, TURN)), max_size=2))
    count = draw(st.integers(20, 300))
    way = draw(st.sampled_from([1.0, -1.0]))
    angles = way * np.linspace(0.0, TURN, count)
    radius = size * (1.0 + sum(a * np.cos(k * angles + p) for k, a, p in waves))
    points = np.stack([50 + radius * np.cos(angles), 50 + radius * np.sin(angles)], 1)
    cut = draw(st.integers(0, count - 1))
    if draw(st.booleans()):
        points = np.concatenate([points[: cut + 1], np.add(points[cut:], (3.0, 1.0))])
    return [tuple(p) for p in points.round(3).tolist()]


@BRIEF
@given(curves(), st.sampled_from([5.0, 12.0, 20.0, 50.0]))
def test_arcs_keep_to_the_path_both_ways_and_carry_its_plastic(points, tolerance_um):
    path = path_of(points)
    lines = lines_of(written(path, tolerance_um))
    sharp = lines_of(written(path, 0.0))
    assert {letter for letter, *_ in sharp} <= {"1"}
    before, after = (np.concatenate([places for _, places, _ in found]) for found in (sharp, lines))
    limit = tolerance_um * 1e-3 + 2e-3  # both are written to whole micrometres
    assert farthest(before, after) <= limit
    assert farthest(after, before) <= limit
    assert sum(e for *_, e in lines) == pytest.approx(sum(e for *_, e in sharp), abs=1.1e-5)
    assert sum(e for *_, e in lines) == pytest.approx(path.volume_mm3.sum() / AREA, abs=1.1e-5)
    ends = {tuple(p) for p in path.points_mm[:, :2].round(3).tolist()}
    assert all(tuple(places[-1].round(3)) in ends for _, places, _ in lines)


@BRIEF
@given(curves())
def test_our_reader_plays_the_arcs_as_the_path(points):
    path = path_of(points)
    arcs, lines = (read_program(written(path, t).encode(), rules=FINE) for t in (20.0, 0.0))
    lays = [moves.e_mm > 0 for moves in (arcs, lines)]
    assert arcs.e_mm[lays[0]].sum() == pytest.approx(lines.e_mm[lays[1]].sum(), abs=2e-5)
    ways = [moves.points_mm[1:][own, :2] for moves, own in zip((arcs, lines), lays, strict=True)]
    start = np.array([path.points_mm[0, :2]])
    assert farthest(ways[0], np.concatenate([start, ways[1]])) <= 0.023
    lengths = [np.linalg.norm(np.diff(np.concatenate([start, way]), axis=0), axis=1).sum() for way in ways]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.03)


def ring(count: int, size: float = 10.0) -> list[tuple[float, float]]:
    turns = np.linspace(0.0, TURN, count + 1)
    return [(50 + size * math.cos(t), 50 + size * math.sin(t)) for t in turns.tolist()]


@pytest.mark.parametrize("size", [1.0, 10.0, 60.0])
def test_a_fine_circle_becomes_two_arcs_of_its_length(size):
    path = path_of(ring(360, size))
    arcs = lines_of(written(path, 20.0))
    assert [letter for letter, *_ in arcs] == ["3", "3"]
    clockwise = lines_of(written(path_of(ring(360, size)[::-1]), 20.0))
    assert [letter for letter, *_ in clockwise] == ["2", "2"]
    length = sum(np.linalg.norm(np.diff(places, axis=0), axis=1).sum() for _, places, _ in arcs)
    assert length == pytest.approx(TURN * size, rel=1e-3)


@pytest.mark.parametrize("points", [ring(6), ring(24), [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (20.0, 0.0)]])
def test_corners_and_straight_lines_stay_what_they_are(points):
    assert {letter for letter, *_ in lines_of(written(path_of(points), 20.0))} == {"1"}


def test_no_arc_goes_on_over_a_change_of_speed_width_role_or_fan():
    path = path_of(ring(360))
    half = np.arange(path.role.size) > 100
    for change in (
        {"speed_mm_s": np.where(half, 20.0, 60.0).astype(np.float32)},
        {"role": np.where(half & (path.width_mm > 0), Role.INNER_WALL, path.role).astype(np.uint8)},
        {"fan": np.where(half, 0.5, 0.0).astype(np.float32)},
        {"volume_mm3": path.volume_mm3 * np.where(half, 1.1, 1.0)},
    ):
        lines = lines_of(written(replace(path, **change), 20.0))
        assert [letter for letter, *_ in lines] == ["3", "3"]
        ends = [tuple(places[-1].round(3)) for _, places, _ in lines]
        assert tuple(path.points_mm[100, :2].round(3)) in ends


def test_a_machine_that_is_not_known_to_play_arcs_is_not_sent_any():
    with pytest.raises(Rejected):
        draft_program(path_of(ring(90)), replace(MARLIN, arcs=False), WARM, GcodeSettings(arc_tolerance_um=20.0))
