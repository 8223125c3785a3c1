"""Settings of single objects in a 3MF package, as PrusaSlicer writes them."""

import pytest

from geometry.model_files import CUBE, CUBE_FACES, XML, mesh_3mf, model_3mf, package
from layerworks.errors import Rejected
from layerworks.geometry.reading import ReadLimits, read_model_bytes
from layerworks.geometry.reading.threemf_settings import CONFIG

MESH = mesh_3mf(CUBE, CUBE_FACES)


def plate(config: str | None, copies: int = 1, limits: ReadLimits | None = None):
    objects = "".join(f'<object id="{n}" name="cube{n}">{MESH}</object>' for n in (1, 2))
    items = '<item objectid="1"/><item objectid="2"/>' * copies
    more = {} if config is None else {CONFIG: f"{XML}<config>{config}</config>"}
    return read_model_bytes(package(model_3mf(objects, items), more), "plate.3mf", limits=limits or ReadLimits())


def told(number: int, *pairs: tuple[str, str], kind: str = "object") -> str:
    lines = "".join(f'<metadata type="{kind}" key="{key}" value="{value}"/>' for key, value in pairs)
    return f'<object id="{number}" instances_count="1">{lines}</object>'


def test_an_object_keeps_what_is_said_of_it_alone():
    model = plate(
        told(2, ("name", "cube2"), ("perimeters", "5"), ("fill_density", "40%")) + told(7, ("perimeters", "9"))
    )
    assert [item.settings for item in model.items] == [(), (("perimeters", "5"), ("fill_density", "40%"))]


def test_copies_of_an_object_share_its_settings():
    assert [len(item.settings) for item in plate(told(1, ("perimeters", "5")), copies=2).items] == [1, 0, 1, 0]


@pytest.mark.parametrize("config", [None, "", told(1, ("perimeters", "5"), kind="volume"), told(1, ("extruder", "2"))])
def test_nothing_said_is_nothing_kept(config):
    assert all(item.settings == () for item in plate(config).items)


def test_a_broken_or_crowded_list_is_refused():
    with pytest.raises(Rejected):
        plate("<object")
    crowd = told(1, *((f"key{n}", "1") for n in range(50)))
    with pytest.raises(Rejected):
        plate(crowd, limits=ReadLimits(max_objects=40))
