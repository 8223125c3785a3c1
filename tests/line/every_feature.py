"""Carries small models along the line with every feature on, and prints which kernels that took, and whether numba."""

import sys
import tempfile
from pathlib import Path

import numpy as np

from layerworks.app.preparing import prepare
from layerworks.app.wish import Wish
from layerworks.catalogue import machine, material
from layerworks.gcode.reading import read_program
from layerworks.geometry.reading import read_model
from layerworks.kernels.native.listing import used
from layerworks.motion import estimate, plan
from layerworks.pictures import layers_sheets, part_pictures
from line.small_models import box, write_stl

SETTINGS = (
    {},
    {"wall_count": "1", "seam": "rear", "z_hop_mm": "0.4", "wipe_mm": "2", "arrange": "grid", "copies": "2"},
    {"seam": "random", "seam_gap_mm": "0.1", "wall_order": "outer_first_where_supported"},
    {"infill_pattern": "grid", "corner_rounding_um": "20", "max_moves_per_s": "500", "seam": "corner"},
    {"infill_pattern": "triangles", "ironing": "top", "alternate_extra_wall": "true", "skin_carrying_layers": "3"},
    {"infill_pattern": "cubic", "overhang_speeds_mm_s": "40,20,10", "overhang_fans": "0.3,0.5,1"},
    {"infill_pattern": "gyroid", "supports": "grid", "raft": "true", "max_flow_mm3_s": "8"},
    {"infill_pattern": "honeycomb", "brim_width_mm": "4", "brim_place": "ears", "print_sequence": "one_at_a_time"},
    {"infill_pattern": "concentric", "brim_width_mm": "3", "brim_gap_mm": "0.2", "relative_extrusion": "false"},
    {"raster_angles_deg": "0,90", "infill_density": "1", "max_layer_time_s": "20", "max_hurry_speed_mm_s": "200"},
    {"spiral_vase": "true", "top_layers": "0", "infill_density": "0"},
    {"supports": "grid", "support_walls": "1", "support_on_plate_only": "true", "skirt_loops": "2", "orient": "best"},
    {"supports": "tree", "support_branch_rest": "part", "support_walls": "2"},
)  # fmt: skip


def main(folder: Path) -> None:
    """Run everything; print the signatures used, a line each."""
    table = np.concatenate(
        [moved(box((24.0, 16.0, 2.0)), 0, 0, 8.0), box((5.0, 16.0, 9.0)), moved(box((5.0, 16.0, 9.0)), 19.0, 0, 0),
         moved(box((0.6, 12.0, 4.0)), 12.0, 2.0, 9.0), moved(box((6.0, 6.0, 3.0)), 5.5, 5.0, 9.5)]
    )  # fmt: skip
    tray = np.concatenate([box((20.0, 20.0, 4.0)), moved(box((16.2, 16.2, 4.0)), 1.9, 1.9, 1.0)[:, ::-1]])
    models = [write_stl(folder / "table.stl", table), write_stl(folder / "tray.stl", tray), *_broken_and_round(folder)]
    for settings in SETTINGS:
        for model in models[3:] if "spiral_vase" in settings else models:
            prepare(Wish(model, "voron-2-4-350", settings=settings))
    arcs = prepare(Wish(models[-1], "prusa-mk4s", settings={"arc_tolerance_um": "10"}))
    for one in ("voron-2-4-350", "prusa-mk4s", "modix-big-60"):
        limits = machine(one).planner
        estimate(arcs.runs[0][0].program.text, limits, density_g_cm3=material("pla").density_g_cm3)
        plan(read_program(arcs.runs[0][0].program.text), limits)
    part_pictures(arcs.meshes[0], size_px=(120, 90))
    layers_sheets(arcs.runs[0][0].toolpath, size_px=(420, 180))
    for model in _other_formats(folder, table):
        read_model(model)


def moved(triangles: np.ndarray, x_mm: float, y_mm: float, z_mm: float) -> np.ndarray:
    """Return triangles elsewhere."""
    return triangles + np.array([x_mm, y_mm, z_mm])


def _broken_and_round(folder: Path) -> list[Path]:
    """Return a cylinder, and a box with a crack and a missing face."""
    turns = np.linspace(0.0, 2.0 * np.pi, 65)
    rim = np.stack([6.0 * np.cos(turns), 6.0 * np.sin(turns)], 1)
    a, b = rim[:-1], rim[1:]

    def at(points: np.ndarray, z: float) -> np.ndarray:
        return np.column_stack([points, np.full(len(points), z)])

    centre = np.zeros_like(a)
    sides = [np.stack([at(a, 0), at(b, 0), at(b, 5)], 1), np.stack([at(a, 0), at(b, 5), at(a, 5)], 1)]
    ends = [np.stack([at(centre, 0), at(b, 0), at(a, 0)], 1), np.stack([at(centre, 5), at(a, 5), at(b, 5)], 1)]
    cracked = np.concatenate([box((8.0, 8.0, 4.0))[:-1], moved(box((8.0, 3.0, 3.0)), 4.0, 1.0, 0.0)])
    cracked[3] += 0.004
    return [
        write_stl(folder / "cracked.stl", cracked),
        write_stl(folder / "round.stl", np.concatenate([*sides, *ends])),
    ]


def _other_formats(folder: Path, triangles: np.ndarray) -> list[Path]:
    text, plain = folder / "text.stl", folder / "plain.obj"
    facets = "".join(
        "facet normal 0 0 0\nouter loop\n" + "".join("vertex {} {} {}\n".format(*p) for p in t) + "endloop\nendfacet\n"
        for t in triangles
    )
    text.write_text(f"solid a\n{facets}endsolid a\n")
    vertices = "".join("v {} {} {}\n".format(*p) for p in triangles.reshape(-1, 3))
    plain.write_text(vertices + "".join(f"f {3 * i + 1} {3 * i + 2} {3 * i + 3}\n" for i in range(len(triangles))))
    return [text, plain]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(Path(place))
    sys.stdout.write("\n".join([*used(), *(["numba"] if "numba" in sys.modules else [])]) + "\n")
