"""Compiling every kernel once, on several cores, so that nobody waits for it later.

numba keeps what it compiled on disk, kernel by kernel. Three processes warm a part of the line each: a small block is
carried from its file to beads; beads written down here are put in order; moves written down here, written and drawn.
"""

import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np

from layerworks.app.progress import Tell, untold
from layerworks.errors import Unreachable
from layerworks.slicing.layers import Layers
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say

_THIRDS = ("warm_shaping", "warm_ordering", "warm_writing")  # about equally long


def warm(tell: Tell = untold) -> None:
    """Compile every kernel that is not yet compiled. Raises Unreachable when that does not work on this machine."""
    tell(say("app.compiling"))
    thirds = [
        subprocess.Popen(
            [sys.executable, "-c", f"from layerworks.app.warming import {third}; {third}()"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for third in _THIRDS
    ]
    wrong = [said for third in thirds if (said := third.communicate()[1]) and third.returncode]
    if wrong:
        raise Unreachable(say("app.not_compiled", detail=wrong[0].strip().splitlines()[-1]), say("app.compile_remedy"))


def load() -> None:
    """Have everything that a part needs on its way imported and every kernel of it in this process."""
    for name in ("keeping", "making"):
        import_module(f"layerworks.app.{name}")
    warm_shaping()
    warm_ordering()
    warm_writing()


def warm_shaping() -> None:
    """Carry a small block from its file to beads."""
    from layerworks.app.preparing import arrange, check_items
    from layerworks.app.recipe import recipe_of
    from layerworks.app.wish import Wish
    from layerworks.geometry import PlateRefusal
    from layerworks.geometry.reading import read_model
    from layerworks.slicing.cutting import cut
    from layerworks.slicing.laying import lay

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "block.stl"
        file.write_bytes(_block_stl())
        recipe = recipe_of(Wish(file, "voron-2-4-350"))
        meshes, _ = check_items(read_model(file), recipe)
        plates = arrange(meshes, recipe, 1)
        assert not isinstance(plates, PlateRefusal)
        lay(cut(plates[0][0], recipe.layers), recipe.strokes)


def warm_ordering() -> None:
    """Put the walls and lines of two square layers in order."""
    from layerworks.app.recipe import recipe_of
    from layerworks.app.wish import Wish
    from layerworks.slicing.ordering import order

    recipe = recipe_of(Wish(Path(), "voron-2-4-350"))
    hanging = replace(recipe.speeds, overhang_speeds_mm_s=(0.0,))
    order(_square_strokes(), recipe.order, hanging, recipe.cooling, recipe.retraction, ("block",))


def warm_writing() -> None:
    """Write, time and draw a small toolpath."""
    from layerworks.catalogue import machine, material, temperatures
    from layerworks.gcode.reading import read_program
    from layerworks.gcode.writing import GcodeSettings, Header, write_program
    from layerworks.geometry import CheckedMesh
    from layerworks.motion import estimate, plan
    from layerworks.pictures import layers_sheets, part_pictures

    voron, pla = machine("voron-2-4-350"), material("pla")
    vertices, faces = _block()
    block = CheckedMesh("block", vertices, faces, True, 1440.0, 864.0, 1, (), "")
    part_pictures(block, size_px=(120, 90))
    toolpath = _square_layers()
    layers_sheets(toolpath, size_px=(420, 180))
    codes, wanted = replace(voron.codes, arcs=True), GcodeSettings(arc_tolerance_um=10.0)
    program = write_program(toolpath, codes, temperatures(voron, pla), Header(), wanted)
    for limits in (voron.limits, machine("prusa-mk4s").planner, machine("modix-big-60").planner):
        estimate(program.text, limits, density_g_cm3=pla.density_g_cm3)
    plan(read_program(program.text), voron.limits)


def _square_layers() -> Toolpath:
    corners = np.array([[100.0, 100.0], [110.0, 100.0], [110.0, 110.0], [100.0, 110.0], [100.0, 100.0]])
    layers, sides = 2, len(corners)
    moves = layers * sides
    points = np.empty((moves, 3))
    points[:, :2] = np.tile(corners, (layers, 1))
    points[:, 2] = np.repeat([0.2, 0.4], sides)
    role = np.full(moves, Role.OUTER_WALL, np.uint8)
    role[::sides] = Role.TRAVEL
    laid = role != Role.TRAVEL
    return Toolpath(
        points_mm=points,
        width_mm=np.where(laid, 0.45, 0.0).astype(np.float32),
        height_mm=np.where(laid, 0.2, 0.0).astype(np.float32),
        volume_mm3=np.where(laid, 0.9, 0.0),
        speed_mm_s=np.full(moves, 100.0, np.float32),
        accel_mm_s2=np.zeros(moves, np.float32),
        role=role,
        layer=np.repeat(np.arange(layers, dtype=np.int32), sides),
        part=np.zeros(moves, np.int32),
        fan=np.zeros(moves, np.float32),
        layer_z_mm=np.array([0.2, 0.4]),
        layer_height_mm=np.full(layers, 0.2),
        layer_start=np.arange(layers + 1, dtype=np.int32) * sides,
        parts=("block",),
    )


def _square_strokes() -> Strokes:
    """Return two layers of a 10 mm square, each an outer wall, an inner wall and two lines."""
    corners = np.array([[0, 0], [10_000, 0], [10_000, 10_000], [0, 10_000]], np.int32) + 100_000
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.int32)
    line = np.array([[102_000, 102_000], [108_000, 108_000]], np.int32)
    layer = [corners + 225 * inwards, corners + 675 * inwards, line, line + np.array([500, 0], np.int32)]
    strokes = layer * 2
    lengths = [len(stroke) for stroke in strokes]
    count = len(strokes)
    outlines = Layers(
        z_mm=np.array([0.2, 0.4]),
        height_mm=np.full(2, 0.2),
        points_um=np.concatenate([corners, corners]),
        loop_start=np.array([0, 4, 8], np.int32),
        loop_layer=np.arange(2, dtype=np.int32),
        loop_part=np.zeros(2, np.int32),
    )
    return Strokes(
        layers=outlines,
        points_um=np.concatenate(strokes).astype(np.int32),
        width_um=np.full(sum(lengths), 450, np.int32),
        start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        closed=np.array([True, True, False, False] * 2),
        role=np.array([Role.OUTER_WALL, Role.INNER_WALL, Role.SPARSE_FILL, Role.SPARSE_FILL] * 2, np.uint8),
        depth=np.array([0, 1, 0, 0] * 2, np.uint8),
        layer=np.repeat(np.arange(2, dtype=np.int32), count // 2),
        part=np.zeros(count, np.int32),
        island=np.zeros(count, np.int32),
        group=np.full(count, -1, np.int32),
    )


def _block() -> tuple[np.ndarray, np.ndarray]:
    """Return vertices and faces of a block of 20 × 12 × 6 mm."""
    corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], float) * (20.0, 12.0, 6.0)
    faces = [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4]]
    faces += [[2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2], [1, 3, 7], [1, 7, 5]]
    return corners, np.array(faces, np.int32)


def _block_stl() -> bytes:
    vertices, faces = _block()
    record = np.zeros(len(faces), np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("more", "<u2")]))
    record["corners"] = vertices[faces]
    return b"\0" * 80 + np.uint32(len(faces)).tobytes() + record.tobytes()
