"""Parts of a plate as files that every engine reads."""

from pathlib import Path

import numpy as np

from layerworks.geometry import Plate

_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("more", "<u2")])


def write_parts(plate: Plate, folder: Path, shift_mm: tuple[float, float] = (0.0, 0.0)) -> list[str]:
    """Write each part where it stands on the bed as a binary STL file named like the part; return the names of
    the files: engines write them down, and a program must not tell in which folder it was made.

    shift_mm: added to x and y.
    """
    shift = np.array([*shift_mm, 0.0])
    names: list[str] = []
    for part in plate.parts:
        record = np.zeros(len(part.mesh.faces), _RECORD)
        record["corners"] = (part.vertices_mm + shift)[part.mesh.faces]
        path = folder / f"{part.name}.stl"
        path.write_bytes(b"\0" * 80 + np.uint32(len(record)).tobytes() + record.tobytes())
        names.append(path.name)
    return names
