"""Infill made denser under top skins."""

import numpy as np
import pytest

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.role import Role
from slicing.coverage import stroke_lines
from slicing.polygons import block, plate_of

NO_SKIRT = AdhesionSettings(skirt_loops=0)


def sparse_um(strokes, layer) -> float:
    lines = stroke_lines(strokes, layer, {Role.SPARSE_FILL})
    return sum(float(np.hypot(*np.diff(points, axis=0).T).sum()) for points, _ in lines)


def laid(part, layers, **values):
    chosen = InfillSettings(infill_link_mm=0.0, skin_carrying_layers=layers, **values)
    return lay(cut(plate_of(part), LayerSettings()), StrokeSettings(infill=chosen, adhesion=NO_SKIRT))


def test_a_skin_over_infill_is_carried_by_three_times_as_many_lines():
    part = block(24, 24, 6)  # layers 0 … 29, skins up to 3 and from 26
    plain, carried = laid(part, 0), laid(part, 3)
    for layer in range(30):
        times = 3.0 if 23 <= layer < 26 else 1.0
        assert sparse_um(carried, layer) == pytest.approx(times * sparse_um(plain, layer), rel=0.02, abs=1.0)


def test_only_what_lies_under_a_skin_is_made_denser():
    part = block(40, 20, 4) + block(12, 20, 8).translate((-14, 0, 0))
    plain, carried = laid(part, 0), laid(part, 2)
    for layer in (14, 15):  # the lower part's skins are 16 … 19
        assert 1.5 * sparse_um(plain, layer) < sparse_um(carried, layer) < 2.7 * sparse_um(plain, layer)
        lines = [points for points, _ in stroke_lines(carried, layer, {Role.SPARSE_FILL})]
        under = [p for p in lines if p[:, 0].max() < 190_000]
        assert sum(float(np.hypot(*np.diff(p, axis=0).T).sum()) for p in under) < 0.4 * sparse_um(plain, layer)
    for layer in (10, 30):
        assert sparse_um(carried, layer) == pytest.approx(sparse_um(plain, layer))


@pytest.mark.parametrize("pattern", ["grid", "gyroid", "concentric"])
def test_other_patterns_are_crossed(pattern):
    part = block(20, 20, 4)
    plain, carried = (laid(part, n, infill_pattern=pattern) for n in (0, 1))
    assert sparse_um(carried, 15) > 2.0 * sparse_um(plain, 15)
    assert sparse_um(carried, 14) == pytest.approx(sparse_um(plain, 14))


def test_dense_infill_carries_skins_as_it_is():
    part = block(20, 20, 4)
    plain, carried = (laid(part, n, infill_density=0.5) for n in (0, 2))
    assert sparse_um(carried, 15) == sparse_um(plain, 15)
