"""Settings of single parts, from the wish to the program."""

import numpy as np
import pytest

from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import Wish
from layerworks.cli.options import part_settings_of
from layerworks.errors import Misused, Rejected
from layerworks.slicing.role import Role
from line.small_models import box, write_stl


def prepared(path, quantity=2, **part_settings) -> Prepared:
    model = write_stl(path / "block.stl", box((12.0, 12.0, 3.0)))
    named = {name.replace("_", "-") if name.startswith("block") else name[1:]: v for name, v in part_settings.items()}
    made = prepare(Wish(model, "voron-2-4-350", quantity=quantity, part_settings=named))
    assert isinstance(made, Prepared)
    return made


def walls_of(made: Prepared, part: int) -> set[int]:
    """Return how many inner walls the part has in its middle layers: squares of four moves each."""
    path = made.runs[0][0].toolpath
    inner = (path.role == Role.INNER_WALL) & (path.part == part)
    return {int((inner & (path.layer == layer)).sum()) // 4 for layer in (6, 7, 8)}


@pytest.mark.parametrize(("name", "hit"), [("block_2", [1]), ("n2", [1]), ("n1", [0]), ("block", [0, 1])])
def test_a_part_is_meant_by_its_name_its_number_or_its_shape(tmp_path, name, hit):
    made = prepared(tmp_path, **{name: {"wall_count": "5"}})
    for part in (0, 1):
        assert walls_of(made, part) == ({4} if part in hit or name == "block" else {1})


def test_a_speed_of_one_part_slows_that_part_only(tmp_path):
    path = prepared(tmp_path, block_2={"outer_wall_speed_mm_s": "17"}).runs[0][0].toolpath
    outer = (path.role == Role.OUTER_WALL) & (path.layer > 0)
    assert path.speed_mm_s[outer & (path.part == 1)].max() <= 17.0
    assert path.speed_mm_s[outer & (path.part == 0)].max() > 17.0


def test_the_program_is_named_by_the_settings_of_parts_too(tmp_path):
    plain, own = prepared(tmp_path), prepared(tmp_path, n2={"wall_count": "3"})
    assert plain.runs[0][0].key != own.runs[0][0].key
    assert "part_settings" not in plain.recipe.values()
    assert own.recipe.values()["part_settings"] == {"2": {"wall_count": 3}}
    assert np.isclose(plain.runs[0][0].toolpath.layer_z_mm, own.runs[0][0].toolpath.layer_z_mm).all()


@pytest.mark.parametrize("key", ["layer_height_mm", "retract_mm", "max_flow_mm3_s", "skirt_loops", "seam"])
def test_what_the_plate_shares_is_refused_for_one_part(tmp_path, key):
    with pytest.raises(Misused, match=key):
        prepared(tmp_path, n1={key: "rear" if key == "seam" else "1"})


def test_an_unknown_part_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(Rejected, match="block-2"):
        prepared(tmp_path, nblok2={"wall_count": "3"})


def test_the_command_line_sorts_settings_by_part():
    texts = ["a:wall_count=3", "b-2:infill_density=40%", "a:top_layers=6"]
    assert part_settings_of(texts) == {"a": {"wall_count": "3", "top_layers": "6"}, "b-2": {"infill_density": "40%"}}
    for wrong in ("wall_count=3", ":wall_count=3", "a:wall_count"):
        with pytest.raises(Misused):
            part_settings_of([wrong])
