"""Pictures of sliced parts for the documents.

    python -m bench pictures CORPUS [--out docs/pictures] [--machine ID]

CORPUS is the folder that holds the parts below. Each picture is a PNG of at most 256 colours.
"""

import argparse
import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from layerworks.app.preparing import Prepared, prepare
from layerworks.app.showing import Look, draw_toolpath
from layerworks.app.wish import Wish
from layerworks.pictures import toolpath_picture

_COLOURS = 256
_CUT_OPEN_PX = (800, 600)  # an open infill is hard to pack


@dataclass(frozen=True, slots=True)
class Shot:
    """name: of the picture. part: its file. settings: as `--set` takes them. cut: share of the layers that is shown."""

    name: str
    part: str
    look: Look
    settings: dict[str, str] = field(default_factory=dict[str, str])
    cut: float | None = None


SHOTS = (
    Shot("benchy", "3dbenchy.3mf", Look("toolpath")),
    Shot("main-body", "voron_cw2_main_body.stl", Look("layers")),
    Shot("teapot", "teapot.stl", Look("toolpath"), {"supports": "grid"}),
    Shot("branches", "branches_16.stl", Look("toolpath", by="speed")),
    Shot("bunny", "bunny_200mm.stl", Look("toolpath"), {"layer_height_mm": "0.3", "line_width_mm": "0.6"}, 0.55),
)


def main(arguments: list[str]) -> int:
    """Slice and draw each part."""
    parser = argparse.ArgumentParser(prog="bench pictures", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--machine", default="voron-2-4-350")
    parser.add_argument("--only", nargs="*", default=[shot.name for shot in SHOTS])
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    for shot in (shot for shot in SHOTS if shot.name in asked.only):
        prepared = prepare(Wish(asked.corpus / shot.part, asked.machine, settings=shot.settings))
        if not isinstance(prepared, Prepared):
            raise SystemExit(f"{shot.part} is refused")
        path = prepared.runs[0][0].toolpath
        if shot.cut is None:
            png = draw_toolpath(path, shot.look).data
        else:
            png = toolpath_picture(path, size_px=_CUT_OPEN_PX, layers=round(shot.cut * len(path.layer_z_mm)))
        file = asked.out / f"{shot.name}.png"
        file.write_bytes(_small(png))
        print(f"{file}: {file.stat().st_size / 1000:.0f} kB")
    return 0


def _small(png: bytes) -> bytes:
    """Return a PNG of few colours, the same to the eye: half of them for what is frequent, half for what is rare."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    colours: list[int] = []
    for method in (Image.Quantize.MEDIANCUT, Image.Quantize.MAXCOVERAGE):
        palette = whole.quantize(_COLOURS // 2, method=method).getpalette() or []
        colours += palette[: 3 * (_COLOURS // 2)]
    both = Image.new("P", (1, 1))
    both.putpalette(colours)
    few = whole.quantize(palette=both, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
