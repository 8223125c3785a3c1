"""Other engines: what comes back is the part, on the bed where it was put, between the machine's own sequences."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from engines.engine_jobs import expect_installed, job_of, pretend
from layerworks.app.making import Made, make
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.recipe import stage_records
from layerworks.app.verifying import verify_shop
from layerworks.app.wish import Wish
from layerworks.engines import ENGINES, covered_keys, identity_of, slice_with, sliced_before
from layerworks.engines.curaengine import asking as cura
from layerworks.engines.curaengine.definition import neutral
from layerworks.engines.prusaslicer import asking as prusa
from layerworks.engines.sealing import holds, sealed
from layerworks.slicing.role import Role
from line.small_models import box, write_stl
from line.test_make import NOW


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("machine", ["prusa-mk4s", "voron-2-4-350", "wasp-3mt-hdp"])
def test_an_engine_lays_the_part_where_it_stands(engine: str, machine: str, tmp_path: Path):
    expect_installed(engine)
    wide = {"line_width_mm": "0.45", "layer_height_mm": "0.2", "first_layer_height_mm": "0.2"}
    job = job_of(tmp_path, machine=machine, skirt_loops="0", infill_density="1", **wide)
    result = slice_with(engine, job)
    moves = result.moves
    lays = np.flatnonzero((moves.e_mm > 0.0) & (moves.layer >= 0) & (moves.role >= Role.OUTER_WALL))
    laid = moves.points_mm[1:][lays]
    stood = job.plate.parts[0].vertices_mm
    assert np.allclose(laid[:, :2].min(axis=0), stood[:, :2].min(axis=0) + 0.225, atol=0.08)
    assert np.allclose(laid[:, :2].max(axis=0), stood[:, :2].max(axis=0) - 0.225, atol=0.08)
    assert len(moves.layer_z_mm) == 10
    filament_mm2 = np.pi / 4.0 * job.codes.filament_mm**2
    assert 0.9 * 216.0 < moves.e_mm[lays].sum() * filament_mm2 < 1.1 * 216.0


@pytest.mark.parametrize("engine", ENGINES)
def test_the_machine_keeps_its_own_sequences(engine: str, tmp_path: Path):
    expect_installed(engine)
    job = job_of(tmp_path)
    text = slice_with(engine, job).program.text.decode()
    assert "LAYERWORKS:START" not in text.split("; prusaslicer_config")[0]
    first = next(line for line in job.codes.end.splitlines() if line.strip() and "{" not in line)
    assert first in text
    assert str(tmp_path) not in text
    assert "/tmp/" not in text


@pytest.mark.parametrize("engine", ENGINES)
def test_each_of_several_parts_is_told_apart(engine: str, tmp_path: Path):
    expect_installed(engine)
    moves = slice_with(engine, job_of(tmp_path, copies=2)).moves
    assert {name.split(".stl")[0].removeprefix("./") for name in moves.parts} == {"block", "block-2"}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_sliced_before_is_read_as_it_was(engine: str, tmp_path: Path):
    expect_installed(engine)
    job = job_of(tmp_path, seam="corner")
    once = slice_with(engine, job)
    again = sliced_before(engine, job, once.program.text)
    assert again.program.digest == once.program.digest
    assert (again.version, again.approximated) == (once.version, once.approximated)


def test_curaengine_makes_the_same_again(tmp_path: Path):
    expect_installed("curaengine")
    job = job_of(tmp_path)
    assert slice_with("curaengine", job).program.text == slice_with("curaengine", job).program.text


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wish_for_another_engine_tells_what_it_cannot_follow(engine: str, tmp_path: Path):
    expect_installed(engine)
    block = write_stl(tmp_path / "block.stl", box((12.0, 9.0, 2.0)))
    settings = {"seam_gap_mm": "0.1", "wall_order": "outer_first_where_supported"}
    prepared = prepare(Wish(block, "bench-fast", engine=engine, settings=settings))
    assert isinstance(prepared, Prepared)
    told = {finding.code: finding.text for finding in prepared.findings}
    assert "seam_gap_mm" in str(dict(told["settings_ignored"].values)["keys"])
    assert "wall_order" in str(dict(told["settings_roughly"].values)["keys"])
    assert "sliced_by" in told


@pytest.mark.parametrize("engine", ENGINES)
def test_a_part_of_another_engine_is_made_once(engine: str, tmp_path: Path):
    expect_installed(engine)
    block = write_stl(tmp_path / "block.stl", box((12.0, 9.0, 2.0)))
    wish = Wish(block, "bench-fast", engine=engine)
    once = make(wish, tmp_path / "out", NOW)
    again = make(wish, tmp_path / "out", NOW)
    assert isinstance(once, Made)
    assert isinstance(again, Made)
    assert once.good
    assert once.new
    assert not again.new
    assert verify_shop(tmp_path / "out").ok
    own = make(Wish(block, "bench-fast"), tmp_path / "out", NOW)
    assert isinstance(own, Made)
    assert own.order != once.order


@pytest.mark.parametrize("change", ["bytes", "name"])
def test_a_kept_program_is_believed_by_its_seal_only(change: str, tmp_path: Path):
    expect_installed("curaengine")
    wish = Wish(write_stl(tmp_path / "block.stl", box((12.0, 9.0, 2.0))), "bench-fast", engine="curaengine")
    asked: list[str] = []

    def kept(text: bytes | None):
        def program(key: str) -> bytes | None:
            asked.append(key)
            return text

        return program

    def text_of(given: bytes | None) -> bytes:
        made = prepare(wish, kept=kept(given))
        assert isinstance(made, Prepared)
        return made.runs[0][0].program.text

    first = text_of(None)
    assert holds(first, asked[0])
    assert not holds(first, "0" * 64)
    mine = sealed(b"G1 X1 Y1 F600\nG1 X2 E1\n", asked[0])
    assert holds(mine, asked[0])
    other = first.replace(b"X", b"Y", 1) if change == "bytes" else sealed(mine, "0" * 64)
    assert text_of(other) == first
    assert text_of(first) == first
    assert len(set(asked)) == 1


def test_another_version_of_an_engine_is_another_engine(tmp_path: Path, monkeypatch):
    pretend(tmp_path, "CuraEngine", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    one = identity_of("curaengine")
    pretend(tmp_path, "CuraEngine", "exit 2")
    assert len({one, identity_of("curaengine"), identity_of("prusaslicer")}) == 3
    assert identity_of("prusaslicer") == ""


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_hold_settings_that_there_are(engine: str):
    known = {f.name for record in stage_records() for f in fields(record)}
    assert covered_keys(engine) <= known


def test_an_engine_is_told_nothing_twice(tmp_path: Path):
    told = cura.settings_of(job_of(tmp_path))
    assert not told.keys() & neutral().keys()


def test_widths_are_told_as_each_engine_means_them(tmp_path: Path):
    job = job_of(tmp_path, line_width_mm="0.45", layer_height_mm="0.2")
    assert cura.settings_of(job)["wall_line_width_0"] == 0.45
    assert prusa.settings_of(job)["perimeter_extrusion_width"] == pytest.approx(
        0.45 + 0.2 * (1.0 - np.pi / 4.0), abs=1e-4
    )


def test_curaengine_never_asks_for_more_than_melts(tmp_path: Path):
    told = cura.settings_of(job_of(tmp_path, max_flow_mm3_s="4.5", line_width_mm="0.45", layer_height_mm="0.2"))
    assert max(told[key] for key in ("speed_wall_0", "speed_infill", "speed_topbottom")) <= 50.0 + 1e-9


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_lays_supports_under_what_hangs(engine: str, tmp_path: Path):
    expect_installed(engine)
    table = np.concatenate([box((4.0, 4.0, 6.0)), box((16.0, 16.0, 2.0)) + np.array([-6.0, -6.0, 6.0])])
    table = write_stl(tmp_path / "table.stl", table)
    settings = {"supports": "grid", "support_interface_below_layers": "1", "support_interface_above_layers": "2"}
    prepared = prepare(Wish(table, "bench-fast", engine=engine, settings=settings))
    assert isinstance(prepared, Prepared)
    roles = set(prepared.runs[0][0].toolpath.role.tolist())
    assert roles & {Role.SUPPORT, Role.SUPPORT_INTERFACE}
