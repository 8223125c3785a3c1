"""Compiling every kernel once, on two cores, so that nobody waits for it later.

numba keeps what it compiled on disk, kernel by kernel. Half of the line is warmed by carrying a small block through it,
the other half, at the same time in a process of its own, by a toolpath written down here.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from layerworks.app.progress import Tell, untold
from layerworks.errors import Unreachable
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say

_FIRST_HALF = "from layerworks.app.warming import warm_shaping; warm_shaping()"
_SECOND_HALF = "from layerworks.app.warming import warm_writing; warm_writing()"


def warm(tell: Tell = untold) -> None:
    """Compile every kernel that is not yet compiled. Raises Unreachable when that does not work on this machine."""
    tell(say("app.compiling"))
    halves = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for code in (_FIRST_HALF, _SECOND_HALF)
    ]
    wrong = [said for half in halves if (said := half.communicate()[1]) and half.returncode]
    if wrong:
        raise Unreachable(say("app.not_compiled", detail=wrong[0].strip().splitlines()[-1]), say("app.compile_remedy"))


def warm_shaping() -> None:
    """Carry a small block from its file to beads in order."""
    from layerworks.app.preparing import arrange, check_items
    from layerworks.app.recipe import recipe_of
    from layerworks.app.wish import Wish
    from layerworks.geometry import PlateRefusal
    from layerworks.geometry.reading import read_model
    from layerworks.slicing.cutting import cut
    from layerworks.slicing.laying import lay
    from layerworks.slicing.ordering import order

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "block.stl"
        file.write_bytes(_block_stl())
        recipe = recipe_of(Wish(file, "voron-2-4-350"))
        meshes, _ = check_items(read_model(file), recipe)
        plates = arrange(meshes, recipe, 1)
        assert not isinstance(plates, PlateRefusal)
        strokes = lay(cut(plates[0][0], recipe.layers), recipe.strokes)
        order(strokes, recipe.order, recipe.speeds, recipe.cooling, recipe.retraction, ("block",))


def warm_writing() -> None:
    """Write, time and draw a small toolpath."""
    from layerworks.catalogue import machine, material, temperatures
    from layerworks.gcode.reading import read_program
    from layerworks.gcode.writing import Header, write_program
    from layerworks.geometry import CheckedMesh
    from layerworks.motion import estimate, plan
    from layerworks.pictures import layers_sheets, part_pictures

    voron, pla = machine("voron-2-4-350"), material("pla")
    vertices, faces = _block()
    block = CheckedMesh("block", vertices, faces, True, 1440.0, 864.0, 1, (), "")
    part_pictures(block, size_px=(120, 90))
    toolpath = _square_layers()
    layers_sheets(toolpath, size_px=(420, 180))
    program = write_program(toolpath, voron.codes, temperatures(voron, pla), Header())
    estimate(program.text, voron.limits, density_g_cm3=pla.density_g_cm3)
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
        layer_z_mm=np.array([0.2, 0.4]),
        layer_height_mm=np.full(layers, 0.2),
        layer_fan=np.zeros(layers, np.float32),
        layer_bridge_fan=np.zeros(layers, np.float32),
        layer_start=np.arange(layers + 1, dtype=np.int32) * sides,
        parts=("block",),
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
