"""Temperatures of single layers, written and read back."""

from dataclasses import replace

import numpy as np
import pytest

from gcode.write_paths import row, toolpath_of
from layerworks.errors import Rejected
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.reading import read_program
from layerworks.gcode.writing import Header, HeatSettings, Temperatures, draft_program, write_program
from layerworks.gcode.writing.heat import as_wished
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

WARM = Temperatures(210.0, 215.0, 60.0, 65.0, 40.0)
STEPPED = [(2, 210.0), (3, 240.0), (5, 230.0)]


def heated_layers(text: str) -> list[tuple[int, float]]:
    """Return (layer counted from 1, °C) of each nozzle command between the moves."""
    told, layer = [], 0
    for line in text.splitlines():
        layer += line == ";LAYER_CHANGE"
        if layer and line.startswith("M104 S") and line != "M104 S0":
            told.append((layer, float(line[6:])))
    return told


def tower(layers: int, restarts: int = 1) -> Toolpath:
    """Return a print of one bead a layer, begun again from the bed so many times."""
    rows = [
        row(x, 0, layer=k, role=role, width=width)
        for k in range(layers * restarts)
        for x, role, width in ((0, Role.TRAVEL, 0.0), (10, Role.OUTER_WALL, 0.45))
    ]
    path = toolpath_of(rows)
    z_mm = np.tile(path.layer_z_mm[:layers], restarts)
    return replace(path, layer_z_mm=z_mm)


@pytest.mark.parametrize(
    ("heat", "told"),
    [
        (HeatSettings(), [(2, 210.0)]),
        (HeatSettings(nozzle_steps_c=(240.0, 230.0), nozzle_step_layers=(3, 5)), STEPPED),
        (HeatSettings(nozzle_steps_c=(240.0, 230.0), nozzle_step_heights_mm=(0.6, 1.0)), STEPPED),
        (HeatSettings(nozzle_steps_c=(240.0, 230.0), nozzle_step_heights_mm=(0.0, 0.7)), [(1, 240.0), (4, 230.0)]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["klipper", "marlin", "reprapfirmware"])
def test_the_nozzle_follows_layers_or_heights(heat, told, dialect):
    codes = MachineCodes(dialect, "", "")
    program = write_program(tower(5), codes, WARM, Header(), heat=heat)
    assert heated_layers(program.text.decode()) == told
    moves = read_program(program.text)
    assert [heat.target_c for heat in moves.heats if heat.heater == "nozzle"] == [c for _, c in told]


def test_each_part_of_several_in_turn_begins_at_the_first_layers_temperature():
    assert heated_layers(write_program(tower(3, 2), MachineCodes("klipper", "", ""), WARM, Header()).text.decode()) == [
        (2, 210.0),
        (4, 215.0),
        (5, 210.0),
    ]


@pytest.mark.parametrize(
    "heat",
    [
        HeatSettings(nozzle_steps_c=(240.0,)),
        HeatSettings(nozzle_steps_c=(240.0, 230.0), nozzle_step_layers=(3,)),
        HeatSettings(nozzle_steps_c=(240.0, 230.0), nozzle_step_layers=(3, 2)),
        HeatSettings(nozzle_steps_c=(240.0,), nozzle_step_layers=(3,), nozzle_step_heights_mm=(1.0,)),
    ],
)
def test_temperatures_without_a_place_are_refused(heat):
    with pytest.raises(Rejected):
        draft_program(tower(3), MachineCodes("klipper", "", ""), WARM, heat=heat)


def test_a_wished_temperature_counts_for_the_first_layer_too():
    assert as_wished(WARM, HeatSettings()) == WARM
    hot = as_wished(WARM, HeatSettings(nozzle_temperature_c=240.0, first_layer_bed_temperature_c=70.0))
    assert hot == Temperatures(240.0, 240.0, 60.0, 70.0, 40.0)
