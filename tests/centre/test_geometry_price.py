"""Prices from geometry: bounds that hold what slicing finds, figures that follow the shape, one table of all prices."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.price_requests import BRACKET, CARD
from layerworks.app.centre.estimating import firm_way, process_of, way_by_geometry
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import Wish
from layerworks.centre import price
from layerworks.centre.geometry_price import guess
from layerworks.centre.offers import LEADS, QUANTITIES, Way, offers
from layerworks.centre.part_figures import PartFigures, part_figures
from layerworks.geometry import CheckedMesh

BRACKET_STL = Path(__file__).parents[2] / "examples" / "bracket.stl"


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    made = prepare(Wish(BRACKET_STL, "prusa-mk4s", "pla", "standard"))
    assert isinstance(made, Prepared)
    return made


def box(wide: float, deep: float, high: float) -> CheckedMesh:
    corners = np.array([[x, y, z] for x in (0, wide) for y in (0, deep) for z in (0, high)], float)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))], np.int32)
    area = 2 * (wide * deep + wide * high + deep * high)
    return CheckedMesh("box", corners, faces, True, wide * deep * high, area, 1, (), "d")


def test_the_figures_of_a_box_are_its_sides():
    figures = part_figures(box(10, 20, 30))
    assert figures.upright_mm2 == pytest.approx(2 * 30 * (10 + 20))
    assert figures.up_mm2 == pytest.approx(200)
    assert figures.down_mm2 == pytest.approx(200)
    assert figures.hanging_mm2 == figures.hanging_mm3 == 0
    assert (figures.height_mm, figures.longest_mm, figures.volume_mm3) == (30, 30, 6000)


def test_what_slicing_finds_lies_within_the_bounds(prepared: Prepared):
    guessed = way_by_geometry("bracket", prepared.meshes, prepared.recipe).request
    sliced = firm_way(prepared).request
    assert guessed.mass_g.low <= sliced.mass_g.likely <= guessed.mass_g.high
    assert guessed.time_s.low <= sliced.time_s.likely <= guessed.time_s.high
    estimated = price(guessed, CARD)
    assert estimated.total_low <= price(sliced, CARD).total <= estimated.total_high


@given(
    volume=st.floats(1.0, 1e6),
    height=st.floats(0.5, 400.0),
    areas=st.lists(st.floats(0.1, 1e5), min_size=3, max_size=3),
)
def test_more_of_anything_takes_no_less(prepared: Prepared, volume: float, height: float, areas: list[float]):
    process = process_of(prepared.recipe)
    part = PartFigures(volume, height, height, height, *areas, 0.0, 0.0)
    once = guess((part,), process)
    assert guess((part, part), process).mass_g.likely == pytest.approx(2 * once.mass_g.likely)
    assert guess((replace(part, height_mm=2 * height),), process).time_s.likely >= once.time_s.likely
    denser = guess((part,), replace(process, infill_density=1.0))
    assert denser.mass_g.likely >= once.mass_g.likely * 0.999
    supported = guess((replace(part, hanging_mm3=100.0),), replace(process, supports=True))
    assert supported.mass_g.likely > once.mass_g.likely
    most_g = volume * process.density_g_cm3 / 1000
    assert denser.mass_g.likely == pytest.approx(1.05 * most_g)


def test_a_flat_or_empty_shape_has_a_price_too(prepared: Prepared):
    assert (
        guess((PartFigures(0.0, 10.0, 10.0, 0.0, 0.0, 5.0, 5.0, 0.0, 0.0),), process_of(prepared.recipe)).mass_g.high
        == 0
    )


def test_the_table_holds_every_price_as_it_is_alone():
    ways = [
        Way("prusa-mk4s", material, "standard", False, replace(BRACKET, material=material))
        for material in ("pla", "petg")
    ]
    table = offers(ways, CARD)
    for way, offer in zip(ways, table, strict=True):
        for quantity in QUANTITIES:
            for lead in LEADS:
                assert offer.at(quantity, lead) == price(replace(way.request, quantity=quantity, lead=lead), CARD)
