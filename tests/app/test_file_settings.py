"""Settings of single objects of a 3MF file, followed or told."""

from pathlib import Path

import numpy as np
import pytest

from geometry.model_files import CUBE, CUBE_FACES, XML, mesh_3mf, model_3mf, package
from geometry.test_read_3mf_settings import told
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import Wish
from layerworks.geometry.reading.threemf_settings import CONFIG
from layerworks.slicing.role import Role

MESH = mesh_3mf(CUBE * 0.3, CUBE_FACES)


def prepared(folder: Path, config: str, names: tuple[str, str] = ("left", "right"), **more) -> Prepared:
    objects = "".join(f'<object id="{n + 1}" name="{name}">{MESH}</object>' for n, name in enumerate(names))
    build = '<item objectid="1"/><item objectid="2" transform="1 0 0 0 1 0 0 0 1 40 0 0"/>'
    file = folder / "plate.3mf"
    file.write_bytes(package(model_3mf(objects, build), {CONFIG: f"{XML}<config>{config}</config>"}))
    made = prepare(Wish(file, "voron-2-4-350", **more))
    assert isinstance(made, Prepared)
    return made


def inner_walls(made: Prepared) -> list[int]:
    """Return how many inner walls each part has halfway up."""
    run = made.runs[0][0]
    path = run.toolpath
    found = []
    for name in ("left", "right"):
        number = [p.mesh.name for p in run.plate.parts].index(name)
        here = (path.part == number) & (path.layer == path.layer_z_mm.size // 2) & (path.role == Role.INNER_WALL)
        found.append(int((np.diff(np.r_[False, here].astype(int)) == 1).sum()))
    return found


def codes(made: Prepared) -> set[str]:
    return {f.code for f in made.findings}


def test_the_file_decides_for_its_objects_and_the_wish_over_the_file(tmp_path):
    made = prepared(tmp_path, told(2, ("perimeters", "4")))
    assert inner_walls(made)[1] > inner_walls(made)[0] > 0
    assert made.recipe.values()["part_settings"] == {"right": {"wall_count": 4}}
    assert "own_settings" in codes(made)
    over = prepared(tmp_path, told(2, ("perimeters", "4")), part_settings={"right": {"wall_count": "1"}})
    assert inner_walls(over)[1] == 0
    assert over.recipe.values()["part_settings"] == {"right": {"wall_count": 1}}


@pytest.mark.parametrize(
    ("key", "value", "ours", "wanted"),
    [
        ("fill_density", "35%", "infill_density", 0.35),
        ("fill_pattern", "gyroid", "infill_pattern", "gyroid"),
        ("external_perimeter_speed", "33", "outer_wall_speed_mm_s", 33.0),
        ("top_solid_layers", "7", "top_layers", 7),
    ],
)
def test_what_we_mean_alike_is_taken_over(tmp_path, key, value, ours, wanted):
    made = prepared(tmp_path, told(1, (key, value)))
    assert made.recipe.values()["part_settings"] == {"left": {ours: wanted}}


@pytest.mark.parametrize(
    ("key", "value"),
    [("layer_height", "0.3"), ("perimeters", "many"), ("perimeters", "-4"), ("wipe_into_objects", "1")],
)
def test_what_cannot_be_followed_is_told(tmp_path, key, value):
    made = prepared(tmp_path, told(1, (key, value)))
    assert "own_settings_left" in codes(made)
    assert "part_settings" not in made.recipe.values()


def test_objects_of_one_name_that_differ_are_told_apart_by_nobody(tmp_path):
    made = prepared(tmp_path, told(1, ("perimeters", "4")), names=("left", "left"))
    assert "own_settings_left" in codes(made)
    assert "part_settings" not in made.recipe.values()
