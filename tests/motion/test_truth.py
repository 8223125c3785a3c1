"""Totals that Klipper's own planner (2026-08) gave, stored beside the programs.

Machine: max_z 20 mm/s and 300 mm/s², filament alone 120 mm/s and 5000 mm/s², instantaneous corner 1 mm/s, arcs of 1 mm.
"""

import csv
from pathlib import Path

import pytest

from layerworks.gcode.reading import Step, read_program
from layerworks.motion import KlipperLimits, estimate_file, plan
from layerworks.motion.printer_cfg import limits_from_printer_cfg

DATA = Path(__file__).with_name("data")
ROWS = list(csv.DictReader((DATA / "truth.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['file']}-{row['max_accel']}")
def test_total_is_klippers(row: dict[str, str]):
    limits = KlipperLimits(
        max_velocity_mm_s=float(row["max_velocity"]),
        max_accel_mm_s2=float(row["max_accel"]),
        square_corner_velocity_mm_s=float(row["square_corner_velocity"]),
        minimum_cruise_ratio=float(row["minimum_cruise_ratio"]),
        max_extrude_only_velocity_mm_s=120.0,
        max_extrude_only_accel_mm_s2=5000.0,
    )
    profile = plan(read_program((DATA / row["file"]).read_bytes()), limits)
    step = profile.moves.step
    assert int((step <= Step.FILAMENT).sum()) == int(row["moves"])
    assert profile.total_s == pytest.approx(float(row["total_s"]), rel=1e-12)
    got = estimate_file(DATA / row["file"], limits, density_g_cm3=1.24)
    assert got.motion_s + got.dwell_s == pytest.approx(float(row["total_s"]), rel=1e-12)
    assert got.spent.retract_s == pytest.approx(float(row["extrude_only_s"]), rel=1e-9)
    assert got.dwell_s == pytest.approx(float(row["dwell_s"]), rel=1e-12)


KINEMATICS = DATA / "kinematics"
WALKS = list(csv.DictReader((KINEMATICS / "truth.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))


@pytest.mark.parametrize("row", WALKS, ids=lambda row: row["kinematics"])
def test_total_is_klippers_for_every_kinematics(row: dict[str, str]):
    """The same walk into all corners, by machines whose mechanics slow it down in different places.

    The deltesian one as Klipper means it: the release of the truth forgot to keep the velocity that it scales.
    """
    limits = limits_from_printer_cfg((KINEMATICS / f"{row['kinematics']}.cfg").read_text(encoding="utf-8"))
    profile = plan(read_program((KINEMATICS / "walk.gcode").read_bytes()), limits)
    assert int((profile.moves.step <= Step.FILAMENT).sum()) == int(row["moves"])
    assert profile.total_s == pytest.approx(float(row["total_s"]), rel=1e-12)


def test_the_walk_takes_each_of_them_another_time():
    assert len({row["total_s"] for row in WALKS}) == len(WALKS)
