"""A real program, read and planned, played by the simulated printer to its exact end."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.connectors.simulated import Mishaps, RamMemory, SimulatedConnector, SimulatedPrinter, VirtualClock
from layerworks.connectors.simulated.heater import Heater, warming_s
from layerworks.connectors.simulated.motion import PlayedMotion
from layerworks.digest import digest_bytes
from layerworks.fleet import Progress, Start, Upload
from layerworks.gcode.reading import read_program
from layerworks.motion import KlipperLimits, plan

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
SQUARE = "".join(f"G1 X{x} Y{y} E1.5 F3000\n" for x, y in ((60, 10), (60, 60), (10, 60), (10, 10)))
TEXT = (
    "G28\nM83\nG90\nM190 S60\nM109 S210\nG1 X10 Y10 Z0.2 F6000\n"
    + "".join(f";LAYER_CHANGE\n;Z:{0.2 * (n + 1):.1f}\nG1 Z{0.2 * (n + 1):.1f} F600\n{SQUARE}" for n in range(5))
    + "M104 S0\nM140 S0\nG1 E-2 F1800\n"
).encode()


@pytest.fixture(scope="module")
def played() -> PlayedMotion:
    return PlayedMotion(plan(read_program(TEXT), KlipperLimits()))


def test_its_end_is_the_end_of_the_program(played: PlayedMotion):
    end = played.at(played.duration_s)
    assert end.filament_mm == pytest.approx(5 * 4 * 1.5 - 2.0)
    assert end.byte_offset == len(TEXT)
    assert end.layer == 4
    assert (end.x_mm, end.y_mm, end.z_mm) == pytest.approx((10.0, 10.0, 1.0))


def test_heaters_are_where_the_program_sets_them(played: PlayedMotion):
    assert [(m.heater, m.target_c, m.waits) for m in played.marks] == [
        ("bed", 60.0, True),
        ("nozzle", 210.0, True),
        ("nozzle", 0.0, False),
        ("bed", 0.0, False),
    ]
    assert played.marks[1].t_s < played.marks[2].t_s <= played.duration_s


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=30))
def test_a_program_never_goes_back(played: PlayedMotion, shares: list[float]):
    places = [played.at(share * played.duration_s) for share in sorted(shares)]
    assert np.all(np.diff([p.byte_offset for p in places]) >= 0)
    assert np.all(np.diff([p.layer for p in places]) >= 0)


def test_it_is_printed_in_its_own_time_and_cools_down_after(played: PlayedMotion):
    clock = VirtualClock(T0)
    printer = SimulatedPrinter("m1", RamMemory(), lambda text: played, Mishaps(), T0)
    link = SimulatedConnector(printer, clock)
    link.open()
    link.send(Upload("a-1.t1.gcode", TEXT, digest_bytes(TEXT)))
    link.send(Start("a-1.t1.gcode"))
    seen = list(link.observations())
    for _ in range(int(played.duration_s) + 300):
        clock.wait(1.0)
        seen += link.observations()
    run = printer.look(clock.now()).run
    assert run is not None
    assert run.phase == "completed"
    heating_s = warming_s(Heater("bed", target_c=60.0)) + warming_s(Heater("nozzle", target_c=210.0))
    assert run.printed_s == pytest.approx(played.duration_s + heating_s, abs=1e-3)
    assert run.filament_mm == pytest.approx(28.0)
    z_mm = [o.run.position.z_mm for o in seen if isinstance(o, Progress)]
    assert z_mm == sorted(z_mm)
    clock.wait(3.0 * 3600.0)
    assert all(t.actual_c < 30.0 and t.target_c == 0.0 for t in printer.look(clock.now()).temperatures)
