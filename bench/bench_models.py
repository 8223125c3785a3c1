"""The models that engines are compared on, as each of them can read them: binary STL in mm, standing on z = 0."""

from pathlib import Path

import numpy as np

from layerworks.geometry.reading import read_model

MIDDLE_MM = "200,200"  # of the bed of the bench machines, where every engine puts the middle of a model
ON_EDGE = {"tray_bottom_355mm"}  # stands on its edge in its file; lies flat here
SUFFIXES = {".stl", ".3mf", ".obj", ".amf", ".stp", ".step"}


def models_in(places: list[Path]) -> list[Path]:
    """Return the model files among files and folders, by name."""
    files = [f for place in places for f in (sorted(place.iterdir()) if place.is_dir() else [place])]
    return [f for f in files if f.suffix.lower() in SUFFIXES]


def as_stl(file: Path, folder: Path) -> Path:
    """Write a model as read, unrepaired, all items where the file puts them, into a folder; return the STL file."""
    path = folder / f"{file.stem}.stl"
    model = read_model(file)
    triangles = np.concatenate([item.vertices_mm[item.faces] for item in model.items])
    if file.stem in ON_EDGE:
        triangles = np.stack([triangles[..., 0], -triangles[..., 2], triangles[..., 1]], axis=-1)
    low, high = triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))
    triangles = triangles - [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]]
    record = np.zeros(len(triangles), np.dtype([("n", "<f4", 3), ("v", "<f4", (3, 3)), ("a", "<u2")]))
    record["v"] = triangles
    path.write_bytes(b"\0" * 80 + np.uint32(len(triangles)).tobytes() + record.tobytes())
    return path
