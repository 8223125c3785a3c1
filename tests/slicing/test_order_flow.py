"""No bead ever needs more plastic in a second than the hot end melts, whatever else is asked."""

import math
import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.writing import GcodeSettings, Header, Temperatures, write_program
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from slicing.order_strokes import Loop, Stroke, square, strokes_of

BRIEF = settings(max_examples=40, deadline=None)
AREA = math.pi / 4 * 1.75**2
WORD = re.compile(r"([GXYIJEF])(-?[\d.]+)")


@st.composite
def beads(draw) -> Strokes:
    """Rings and lines of changing width in three layers, some of them over air."""
    strokes, loops = [], []
    for layer in range(3):
        out = draw(st.integers(0, 900))
        loops.append(Loop(square(-out, -out, 20_000 + 2 * out), layer))
        for n in range(draw(st.integers(1, 3))):
            count = draw(st.integers(3, 90))
            size = draw(st.integers(1000, 9000))
            turns = [2 * math.pi * k / count for k in range(count)]
            points = [(round(10_000 + size * math.cos(t)), round(10_000 + size * math.sin(t))) for t in turns]
            even = draw(st.booleans())
            width = [450 if even else draw(st.integers(200, 900)) for _ in points]
            role = draw(st.sampled_from([Role.OUTER_WALL, Role.INNER_WALL, Role.BRIDGE, Role.SPARSE_FILL]))
            strokes.append(Stroke(points, role, draw(st.booleans()), n, layer, width=width))
    return strokes_of(strokes, loops)


@st.composite
def wishes(draw) -> tuple[SpeedSettings, CoolingSettings]:
    speeds = SpeedSettings(
        outer_wall_speed_mm_s=draw(st.sampled_from([30.0, 300.0])),
        inner_wall_speed_mm_s=draw(st.sampled_from([60.0, 900.0])),
        sparse_fill_speed_mm_s=draw(st.sampled_from([60.0, 900.0])),
        bridge_speed_mm_s=draw(st.sampled_from([60.0, 900.0])),
        overhang_speeds_mm_s=draw(st.sampled_from([(), (0.0, 500.0, 40.0, 20.0)])),
        flow_factor=draw(st.sampled_from([1.0, 0.9, 1.2])),
        bridge_flow_factor=draw(st.sampled_from([1.0, 1.5])),
        max_flow_mm3_s=draw(st.sampled_from([2.0, 11.0])),
        corner_rounding_um=draw(st.sampled_from([0.0, 20.0])),
        max_moves_per_s=draw(st.sampled_from([0.0, 400.0])),
    )
    hurry = draw(st.sampled_from([{}, {"max_layer_time_s": 1.0, "max_hurry_speed_mm_s": 1500.0}]))
    return speeds, CoolingSettings(min_layer_time_s=draw(st.sampled_from([0.0, 4.0])), **hurry)


def toolpath_of(strokes: Strokes, speeds: SpeedSettings, cooling: CoolingSettings) -> Toolpath:
    return order(strokes, OrderSettings(), speeds, cooling, RetractionSettings(), ("part",))


@BRIEF
@given(beads(), wishes())
def test_no_move_lays_more_than_the_hot_end_melts(strokes, wish):
    speeds, cooling = wish
    path = toolpath_of(strokes, speeds, cooling)
    lays = path.width_mm > 0
    step = np.linalg.norm(np.diff(path.points_mm, axis=0, prepend=path.points_mm[:1]), axis=1)[lays]
    flow = path.volume_mm3[lays] * path.speed_mm_s[lays] / step
    assert flow.max() <= speeds.max_flow_mm3_s * (1 + 1e-6)


@BRIEF
@given(beads(), wishes(), st.sampled_from([0.0, 15.0]))
def test_nor_does_any_line_of_the_program(strokes, wish, arc_tolerance_um):
    speeds, cooling = wish
    codes = MachineCodes("reprapfirmware", "", "", arcs=True)
    wanted = GcodeSettings(arc_tolerance_um=arc_tolerance_um)
    path = toolpath_of(strokes, speeds, cooling)
    text = write_program(path, codes, Temperatures(210.0, 210.0), Header(), wanted).text.decode()
    x = y = feed = 0.0
    for line in text.splitlines():
        words = dict(WORD.findall(line)) if line[:3] in ("G1 ", "G2 ", "G3 ") else {}
        if not words:
            continue
        u, v, feed = float(words.get("X", x)), float(words.get("Y", y)), float(words.get("F", feed))
        length, rounded_mm = math.hypot(u - x, v - y), 0.0
        if words["G"] != "1":
            cx, cy = x + float(words["I"]), y + float(words["J"])
            begin, end = math.atan2(y - cy, x - cx), math.atan2(v - cy, u - cx)
            turn = (end - begin if words["G"] == "3" else begin - end) % (2 * math.pi)
            length = math.hypot(x - cx, y - cy) * turn
            rounded_mm = 0.71e-3 * (2 + turn)  # I and J in µm move the centre: radius, and the angle of either end
        x, y = u, v
        pushed = float(words.get("E", 0.0))
        if pushed <= 0.0 or length == 0.0:
            continue
        flow = pushed * AREA * feed / 60.0 / length
        written = 0.5 / feed + 1.01e-5 / pushed  # F in whole mm/min, E in 10 nm from sum to sum
        assert flow <= speeds.max_flow_mm3_s * (1 + 2e-6) * (1 + 1.1 * written) * (1 + rounded_mm / length), line
