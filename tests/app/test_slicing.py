"""Slicing into a file: the same program as when all of it is held in memory."""

from functools import partial
from pathlib import Path

import pytest

from layerworks.app import slicing
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.refusal import Refusal
from layerworks.app.slicing import Sliced, slice_to
from layerworks.app.wish import Wish
from layerworks.digest import digest_bytes
from layerworks.slicing.ordering import toolpaths

BRACKET = Path(__file__).parents[2] / "examples" / "bracket.stl"
WISHES = (
    {},
    {"supports": "tree", "nozzle_step_layers": "3,9", "nozzle_steps_c": "215,205"},
    {"raft": "true", "relative_extrusion": "false", "thumbnails": "false"},
    {"copies": "2", "brim_width_mm": "4", "z_hop_mm": "0.4", "wipe_mm": "1"},
    {"fan_times_s": "1,5,20", "fan_shares": "1,0.5,0.2", "fan_ramp_layers": "6"},
)


@pytest.mark.parametrize("settings", WISHES)
@pytest.mark.parametrize("machine", ["voron-2-4-350", "prusa-mk4s"])
@pytest.mark.parametrize("on_disk", [False, True])
def test_the_file_is_the_program(tmp_path, monkeypatch, settings, machine, on_disk):
    wish = Wish(BRACKET, machine, settings={"layer_height_mm": "0.4", **settings})
    monkeypatch.setattr(toolpaths, "toolpaths_of", partial(toolpaths.toolpaths_of, at_once=700))
    if on_disk:
        monkeypatch.setattr(slicing, "_FEW_POINTS", 0)
    sliced = slice_to(tmp_path / "new" / "bracket.gcode", wish)
    prepared = prepare(wish)
    assert isinstance(sliced, Sliced)
    assert isinstance(prepared, Prepared)
    run = prepared.runs[0][0]
    assert sliced.file.read_bytes() == run.program.text
    assert sliced.digest == run.program.digest == digest_bytes(run.program.text)
    assert sliced.layers == len(run.toolpath.layer_z_mm)
    assert sliced.estimate.as_dict() == run.estimate.as_dict()
    assert [(f.code, f.text) for f in sliced.findings] == [(f.code, f.text) for f in prepared.findings]
    assert list(sliced.file.parent.iterdir()) == [sliced.file]


def test_a_refusal_leaves_no_file(tmp_path):
    answer = slice_to(tmp_path / "bracket.gcode", Wish(BRACKET, "voron-2-4-350", settings={"copies": "400"}))
    assert isinstance(answer, Refusal)
    assert list(tmp_path.iterdir()) == []
