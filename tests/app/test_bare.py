"""What supports leave bare is told with the plate, as text and as plain data."""

from pathlib import Path

import numpy as np
import pytest

from geometry.model_files import stl_binary
from layerworks.app.checking import check_file, finding_dict
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import Wish
from layerworks.words import render
from slicing.polygons import block

WELL = block(40, 40, 14) - block(34, 34, 20).translate((0, 0, 2)) + block(12, 10, 3).translate((12, 0, 8))


@pytest.fixture
def well(tmp_path: Path) -> Path:
    mesh, path = WELL.to_mesh64(), tmp_path / "well.stl"
    path.write_bytes(stl_binary(np.array(mesh.vert_properties)[:, :3], np.array(mesh.tri_verts)))
    return path


def bare(well: Path, **settings: str):
    prepared = prepare(Wish(well, "voron-2-4-350", settings=settings))
    assert isinstance(prepared, Prepared)
    return [finding for finding in prepared.findings if finding.code == "bare_overhangs"]


def test_a_shelf_in_a_well_is_told_where_trees_stand_on_the_plate(well: Path):
    (found,) = bare(well, supports="tree")
    assert found.severity == "warn"
    assert finding_dict(found)["value"] == pytest.approx(11.0 * 10.0, rel=0.1)
    assert "z = 8.0" in render(found.text, "en")
    assert "support_branch_rest=part" in render(found.remedy, "zh")


def test_nothing_is_told_where_it_is_held_or_not_asked_for(well: Path):
    assert bare(well, supports="tree", support_branch_rest="part") == []
    assert bare(well, supports="grid") == []
    assert bare(well) == []


def test_a_check_tells_what_lies_above_the_part(well: Path):
    assert "over_the_part" in [finding["code"] for finding in check_file(well).as_dict()["findings"]]
