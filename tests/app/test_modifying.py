"""Volumes that change settings inside a part: from files of slicers, and from files of their own."""

from pathlib import Path

import numpy as np
import pytest

from geometry.model_files import CUBE, CUBE_FACES, XML, mesh_3mf, model_3mf, package, stl_binary
from layerworks.app.making import order_id
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import ModifierFile, Wish
from layerworks.cli.options import modifiers_of
from layerworks.errors import Misused, Rejected
from layerworks.geometry.reading.threemf_pieces import COMPONENTS, RANGES
from layerworks.slicing.role import Role

BLOCK = CUBE * 20.0 / np.ptp(CUBE, axis=0)
CORE = BLOCK * 0.5 + 5.0  # from 5 to 15 mm in all directions
BOTH = np.concatenate([BLOCK, CORE])
BOTH_FACES = np.concatenate([CUBE_FACES, CUBE_FACES + len(CUBE)])


def prusa(folder: Path, kind: str = "ParameterModifier", **told: str) -> Path:
    pairs = "".join(
        f'<metadata type="volume" key="{k}" value="{v}"/>' for k, v in {"volume_type": kind, **told}.items()
    )
    volumes = f'<volume firstid="0" lastid="11"/><volume firstid="12" lastid="23">{pairs}</volume>'
    config = f'{XML}<config><object id="1">{volumes}</object></config>'
    thing = f'<object id="1" name="block">{mesh_3mf(BOTH, BOTH_FACES)}</object>'
    file = folder / "block.3mf"
    file.write_bytes(package(model_3mf(thing, '<item objectid="1"/>'), {RANGES: config}))
    return file


def orca(folder: Path, **told: str) -> Path:
    cubes = "".join(f'<object id="{n}">{mesh_3mf(m, CUBE_FACES)}</object>' for n, m in ((1, BLOCK), (2, CORE)))
    both = '<component objectid="1"/><component objectid="2"/>'
    whole = f'<object id="9" name="block"><components>{both}</components></object>'
    pairs = "".join(f'<metadata key="{k}" value="{v}"/>' for k, v in told.items())
    parts = f'<part id="1" subtype="normal_part"/><part id="2" subtype="modifier_part">{pairs}</part>'
    file = folder / "orca.3mf"
    config = f'{XML}<config><object id="9">{parts}</object></config>'
    file.write_bytes(package(model_3mf(cubes + whole, '<item objectid="9"/>'), {COMPONENTS: config}))
    return file


def prepared(file: Path, machine: str = "voron-2-4-350", **more) -> Prepared:
    made = prepare(Wish(file, machine, **more))
    assert isinstance(made, Prepared)
    return made


def sparse_mm3(made: Prepared, layer: int) -> float:
    path = made.runs[0][0].toolpath
    return float(path.volume_mm3[(path.layer == layer) & (path.role == Role.SPARSE_FILL)].sum())


def codes(made: Prepared) -> dict[str, str]:
    return {f.code: f.severity for f in made.findings}


def test_modifiers_of_both_families_of_slicers_are_followed_where_they_lie(tmp_path):
    plain = prepared(prusa(tmp_path, layer_height="0.1"))
    low, middle = 8, 50
    for file in (prusa(tmp_path, fill_density="60%", perimeters="2"), orca(tmp_path, sparse_infill_density="60%")):
        made = prepared(file)
        assert codes(made)["modifiers"] == "info"
        assert sparse_mm3(made, low) == pytest.approx(sparse_mm3(plain, low))
        # 10 mm square by 0.2 mm, 60 % in place of 20 %
        assert sparse_mm3(made, middle) - sparse_mm3(plain, middle) == pytest.approx(8.0, rel=0.3)
        assert made.runs[0][0].key != plain.runs[0][0].key


def test_what_a_volume_cannot_change_is_told(tmp_path):
    made = prepared(prusa(tmp_path, fill_density="40%", layer_height="0.1", extruder="2"))
    left = next(f for f in made.findings if f.code == "modifiers_left")
    assert "layer_height" in str(left.text.values)
    assert "extruder" not in str(left.text.values)
    assert "modifiers" not in codes(prepared(prusa(tmp_path, kind="SupportBlocker", fill_density="40%")))


def test_files_of_their_own_modify_and_name_the_order(tmp_path):
    block, core = tmp_path / "block.stl", tmp_path / "core.stl"
    block.write_bytes(stl_binary(BLOCK, CUBE_FACES))
    core.write_bytes(stl_binary(CORE, CUBE_FACES))
    plain = prepared(block)
    made = prepared(block, modifiers=modifiers_of([f"{core}:infill_density=60%,wall_count=2"]))
    assert sparse_mm3(made, 50) > 1.5 * sparse_mm3(plain, 50)
    assert sparse_mm3(made, 8) == sparse_mm3(plain, 8)
    assert order_id(made, 1) != order_id(plain, 1)
    changes_nothing = prepared(block, modifiers=modifiers_of([f"{core}:infill_density=20%"]))
    texts = [p.runs[0][0].program.text for p in (plain, changes_nothing)]
    assert texts[0] == texts[1]


def test_the_words_of_a_volume_are_read_and_refused(tmp_path):
    told = modifiers_of(["a.stl:skin_angles_deg=0,90,wall_count=4", "b:c.stl:infill_density=5%", "a.stl:top_layers=1"])
    assert told == (
        ModifierFile(Path("a.stl"), {"skin_angles_deg": "0,90", "wall_count": "4", "top_layers": "1"}),
        ModifierFile(Path("b:c.stl"), {"infill_density": "5%"}),
    )
    for wrong in ("a.stl", "wall_count=3", ":wall_count=3"):
        with pytest.raises(Misused):
            modifiers_of([wrong])
    block = tmp_path / "block.stl"
    block.write_bytes(stl_binary(BLOCK, CUBE_FACES))
    for settings in ({"line_width_mm": "0.6"}, {"wall_cuont": "2"}, {"wall_count": "-1"}):
        with pytest.raises(Misused):
            prepare(Wish(block, "voron-2-4-350", modifiers=(ModifierFile(block, settings),)))
    with pytest.raises(Rejected):
        prepare(
            Wish(block, "voron-2-4-350", engine="prusaslicer", modifiers=(ModifierFile(block, {"wall_count": "2"}),))
        )
