"""Files in which supports must not, or must hold a part."""

from pathlib import Path

import numpy as np
import pytest
from manifold3d import Manifold

from geometry.model_files import stl_binary
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import ModifierFile, Wish
from layerworks.cli.options import modifiers_of
from layerworks.errors import Rejected
from layerworks.geometry.solids import Box
from layerworks.slicing.role import Role
from slicing.polygons import block

SHAPES = {
    "table": block(6, 10, 8) + block(40, 10, 2).translate((0, 0, 8)),
    "right": block(40, 40, 30).translate((20, 0, 0)),
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {name: _written(solid, tmp_path / f"{name}.stl") for name, solid in SHAPES.items()}


def _written(solid: Manifold, path: Path) -> Path:
    mesh = solid.to_mesh64()
    path.write_bytes(stl_binary(np.array(mesh.vert_properties)[:, :3], np.array(mesh.tri_verts)))
    return path


def supported(files: dict[str, Path], *marked: ModifierFile, **settings: str) -> np.ndarray:
    """Ends of the moves that lay supports, as x from the middle of the part."""
    wish = Wish(files["table"], "voron-2-4-350", settings={"supports": "grid", **settings}, modifiers=marked)
    prepared = prepare(wish)
    assert isinstance(prepared, Prepared)
    plate = prepared.runs[0][0]
    laid = (plate.toolpath.width_mm > 0.0) & np.isin(plate.toolpath.role, (Role.SUPPORT, Role.SUPPORT_INTERFACE))
    middle = plate.plate.parts[0].vertices_mm[:, 0]
    return plate.toolpath.points_mm[laid, 0] - (middle.min() + middle.max()) / 2.0


@pytest.mark.parametrize("copies", ["1", "2"])
def test_supports_keep_out_of_blockers_and_hold_what_is_enforced(files: dict[str, Path], copies: str):
    blocked = ModifierFile(files["right"], {}, "support_blocker")
    enforced = ModifierFile(files["right"], {}, "support_enforcer")
    if copies == "1":
        everywhere = supported(files)
        assert everywhere.min() < -15.0
        assert everywhere.max() > 15.0
        assert supported(files, blocked).max() < 1.0
        assert supported(files, enforced, support_where="enforced").min() > -1.0
    assert len(supported(files, blocked, copies=copies)) < len(supported(files, copies=copies))


def test_a_box_by_its_measures_does_what_the_same_file_does(files: dict[str, Path]):
    mesh = SHAPES["right"].to_mesh64()
    corners = np.array(mesh.vert_properties)[:, :3]
    low, high = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    right = Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))
    for kind, where in (("support_blocker", "overhangs"), ("support_enforcer", "enforced")):
        by_file, by_box = (ModifierFile(file, {}, kind) for file in (files["right"], right))
        chosen = {"support_where": where}
        assert supported(files, by_box, **chosen).tolist() == supported(files, by_file, **chosen).tolist()


def test_the_command_line_takes_solids():
    told = modifiers_of(
        ["box:0,0,0,9,9,9:wall_count=4,infill_density=0.5"], ["sphere:1,2,3,4", "a.stl"], ["box:0,0,0,1,1,1"]
    )
    assert [str(t.file) for t in told] == ["box:0,0,0,9,9,9", "sphere:1,2,3,4", "a.stl", "box:0,0,0,1,1,1"]
    assert told[0].settings == {"wall_count": "4", "infill_density": "0.5"}
    assert told[0].told["solid"] == "box:0,0,0,9,9,9"
    assert [t.kind for t in told] == ["modifier", "support_blocker", "support_blocker", "support_enforcer"]


def test_the_program_is_named_by_its_marks(files: dict[str, Path]):
    keys = set()
    for kind in ("support_blocker", "support_enforcer"):
        prepared = prepare(Wish(files["table"], "voron-2-4-350", modifiers=(ModifierFile(files["right"], {}, kind),)))
        assert isinstance(prepared, Prepared)
        assert prepared.recipe.values()["modifiers"][0]["kind"] == kind
        keys.add(prepared.runs[0][0].key)
    assert len(keys) == 2


def test_other_engines_refuse_marks(files: dict[str, Path]):
    marked = (ModifierFile(files["right"], {}, "support_blocker"),)
    with pytest.raises(Rejected):
        prepare(Wish(files["table"], "voron-2-4-350", engine="prusaslicer", modifiers=marked))
