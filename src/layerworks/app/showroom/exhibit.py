"""A piece with everything its page shows: figures, pictures by day and by night, and what the viewers turn."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from layerworks.app.arranging import arrange, check_items
from layerworks.app.preparing import prepare_plate
from layerworks.app.recipe import recipe_of
from layerworks.app.showroom.pieces import Piece
from layerworks.app.showroom.shapes import SHAPES
from layerworks.app.wish import Wish
from layerworks.errors import Rejected
from layerworks.geometry import Model, PlateRefusal
from layerworks.geometry.model import ModelItem
from layerworks.slicing.toolpath import Toolpath

PICTURE_PX = (1120, 840)
CARD_PX = (1200, 630)  # what messengers show of a link


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of a piece. size_mm: as it stands. time_s: of printing one alone."""

    size_mm: tuple[float, float, float]
    mass_g: float
    time_s: float
    layers: int
    layer_height_mm: float
    triangles: int


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """A piece, its figures, and its files by name.

    `part-light.webp`, `part-dark.webp`, `layers-light.webp`, `layers-dark.webp`, `card.jpg`, `part.mesh`,
    `part.toolpath`.
    """

    piece: Piece
    figures: Figures
    files: dict[str, bytes]


def exhibit_of(piece: Piece) -> Exhibit:
    """Make a piece's shape, slice it, draw it: seconds of work. Raises Rejected where it cannot be printed."""
    from layerworks.pictures import mesh_stream, part_picture, part_pictures, toolpath_stream

    recipe = recipe_of(Wish(Path(piece.id), piece.machine, piece.material, piece.profile))
    meshes, findings = check_items(_model(piece), recipe)
    plates = arrange(meshes, recipe, 1) if meshes else PlateRefusal(findings)
    if isinstance(plates, PlateRefusal):
        raise Rejected(plates.findings[0].text, plates.findings[0].remedy)
    run = prepare_plate(plates[0][0], recipe)
    light, dark = part_pictures(meshes[0], size_px=PICTURE_PX, colour=piece.colour)
    by_day, by_night = _layers_pictures(run.toolpath)
    card = part_picture(meshes[0], size_px=CARD_PX, colour=piece.colour)
    x, y, z = meshes[0].size_mm.tolist()
    figures = Figures(
        (x, y, z),
        run.estimate.mass_g,
        run.estimate.time_s,
        len(run.toolpath.layer_z_mm),
        float(np.median(run.toolpath.layer_height_mm)),
        len(meshes[0].faces),
    )
    files = {
        "part-light.webp": _packed(light),
        "part-dark.webp": _packed(dark),
        "layers-light.webp": _packed(by_day),
        "layers-dark.webp": _packed(by_night),
        "card.jpg": _packed(card, "JPEG", 88),
        "part.mesh": mesh_stream(meshes[0]),
        "part.toolpath": toolpath_stream(run.toolpath),
    }
    return Exhibit(piece, figures, files)


def _model(piece: Piece) -> Model:
    solid = SHAPES[piece.id]().to_mesh64()
    vertices = np.ascontiguousarray(np.array(solid.vert_properties, np.float64)[:, :3])
    item = ModelItem(piece.id, vertices, np.array(solid.tri_verts, np.int32))
    return Model(piece.id, "stl", "millimeter", True, (item,), piece.id)


def _layers_pictures(toolpath: Toolpath) -> tuple[bytes, bytes]:
    """Return the lower part of the beads, by day and by night, so that one looks inside."""
    from layerworks.pictures import toolpath_picture

    shown = max(1, round(0.55 * len(toolpath.layer_z_mm)))
    light, dark = (toolpath_picture(toolpath, size_px=PICTURE_PX, theme=t, layers=shown) for t in ("light", "dark"))
    return light, dark


def _packed(png: bytes, format: Literal["WEBP", "JPEG"] = "WEBP", quality: int = 80) -> bytes:
    """Return a PNG as photographs are packed."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, format, quality=quality)
    return out.getvalue()
