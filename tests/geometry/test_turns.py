"""Parts one at a time: no finished part is hit, and a refusal names two parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geometry.solids import box, passed
from layerworks.geometry.placing import PlaceSettings, place, turns
from layerworks.geometry.plate import Bed, Head, Plate, PlateRefusal
from layerworks.words import render

BED = Bed(400.0, 400.0, 400.0)
sizes = st.tuples(st.floats(2.0, 60.0), st.floats(2.0, 60.0), st.floats(2.0, 100.0))


def plate_of(*boxes: tuple[float, float, float], gap: float = 0.0) -> Plate:
    meshes = [passed(*box(*size), name=f"part{n}") for n, size in enumerate(boxes)]
    plate = place(meshes, BED, PlaceSettings(arrange="grid", part_gap_mm=gap))
    assert isinstance(plate, Plate)
    return plate


def boxes_of(plate: Plate) -> list[np.ndarray]:
    return [np.array([p.vertices_mm.min(axis=0), p.vertices_mm.max(axis=0)]) for p in plate.parts]


def apart(first: np.ndarray, second: np.ndarray) -> float:
    way = np.maximum(0.0, np.maximum(first[0, :2] - second[1, :2], second[0, :2] - first[1, :2]))
    return float(np.hypot(*way))


@settings(max_examples=60, deadline=None)
@given(st.lists(sizes, min_size=1, max_size=6), st.floats(5.0, 40.0), st.floats(5.0, 60.0), st.floats(0.0, 50.0))
def test_nothing_that_stands_is_hit(wanted, radius, gantry, gap):
    plate = plate_of(*wanted, gap=gap)
    answer = turns(plate, Head(radius, gantry))
    boxes = boxes_of(plate)
    if isinstance(answer, PlateRefusal):
        tall = sum(b[1, 2] > gantry for b in boxes)
        close = min(apart(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
        assert tall > 1 or close < radius + 1e-5
        return
    assert sorted(answer) == list(range(len(wanted)))
    for n, later in enumerate(answer):
        for done in answer[:n]:
            assert apart(boxes[done], boxes[later]) >= radius - 2.1e-3
            assert boxes[done][1, 2] <= gantry + 1e-9


def test_one_part_needs_no_room():
    assert turns(plate_of((10.0, 10.0, 300.0)), None) == (0,)


def test_the_tall_one_comes_last():
    plate = plate_of((20.0, 20.0, 80.0), (20.0, 20.0, 10.0), (20.0, 20.0, 12.0), gap=50.0)
    answer = turns(plate, Head(45.0, 14.0))
    assert not isinstance(answer, PlateRefusal)
    assert answer[-1] == 0


@pytest.mark.parametrize(
    ("boxes", "gap", "head", "code"),
    [
        (((20.0, 20.0, 80.0), (20.0, 20.0, 15.0)), 50.0, Head(45.0, 14.0), "turn_too_tall"),
        (((20.0, 20.0, 10.0), (20.0, 20.0, 10.0)), 30.0, Head(45.0, 14.0), "turn_too_close"),
        (((20.0, 20.0, 10.0), (20.0, 20.0, 10.0)), 30.0, None, "head_unknown"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(boxes, gap, head, code):
    answer = turns(plate_of(*boxes, gap=gap), head)
    assert isinstance(answer, PlateRefusal)
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == (code, "block")
    assert finding.remedy is not None
    for language in ("en", "zh"):
        text = render(finding.text, language)
        assert head is None or ("part0" in text and "part1" in text)
        assert "all_at_once" in render(finding.remedy, language)
