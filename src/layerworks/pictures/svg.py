"""One layer as a drawing that stays sharp: SVG with a legend in words, for pages that are read and printed."""

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.beads import beads_of, ends_mm
from layerworks.pictures.colour import hex_of_linear, ramp
from layerworks.pictures.layer import layer_label, seam_moves
from layerworks.pictures.paint import By, Scale, scale_by
from layerworks.pictures.palette import ROLE_COLOURS, legend
from layerworks.pictures.svg_paths import paths_of
from layerworks.pictures.svg_sheet import Frame, Row, frame_about, legend_of, sheet
from layerworks.pictures.theme import ThemeName
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import Language, render, say

STEPS = 12  # colours of a scale
_WIDTH_STEP_UM = 10.0  # widths are told apart by so much


def layer_svg(
    toolpath: Toolpath,
    layer: int,
    *,
    by: By = "role",
    scale: Scale | None = None,
    theme: ThemeName | None = None,
    language: Language = "en",
    travels: bool = True,
    seams: bool = True,
) -> bytes:
    """Return an SVG of one layer, every bead as wide as it lies, with a title, a description and a legend.

    layer: 0 … k − 1. by: what colours say. scale: another figure of every move instead. theme: None follows the
    reader's screen. travels: thin dashed lines. seams: a dot where each outer wall begins. Coordinates are whole µm.
    Raises IndexError when there is no such layer.
    """
    count = len(toolpath.layer_z_mm)
    if not 0 <= layer < count:
        raise IndexError(f"layer {layer} of {count}")
    first, last = int(toolpath.layer_start[layer]), int(toolpath.layer_start[layer + 1])
    beads = beads_of(toolpath, first, last)
    frame = frame_about(ends_mm(beads), float(beads.half_width_mm.max(initial=0.0)))
    moves = beads.move[::-1].astype(np.int64)  # in the order in which they are laid
    width_um = (np.rint(beads.half_width_mm[::-1] * (2000.0 / _WIDTH_STEP_UM)) * _WIDTH_STEP_UM).astype(np.int64)
    scale = scale_by(toolpath, by) if scale is None else scale
    tone = toolpath.role[moves].astype(np.int64) if scale is None else _steps(scale, moves)
    paths = paths_of(frame.at(beads.start_mm[::-1]), frame.at(beads.end_mm[::-1]), tone, width_um)
    body = [f'<path class="c{tone}" stroke-width="{width}" d="{d}"/>' for (tone, width), d in paths.items()]
    body += _travels(toolpath, first, last, frame) if travels else []
    body += _seams(toolpath, first, last, frame) if seams else []
    rows = _role_rows(toolpath.role[first:last], travels, language) if scale is None else _scale_rows(scale)
    title = say("pictures.layer_title", layer=layer + 1, count=count, z_mm=float(toolpath.layer_z_mm[layer]))
    told = say(
        "pictures.layer_description",
        what=say("pictures.by_role") if scale is None else say("pictures.by_figure", unit=_unit(scale)),
        beads=len(moves),
        wide_mm=frame.width / 1000.0,
        deep_mm=frame.depth / 1000.0,
    )
    return sheet(
        frame,
        render(title, language),
        render(told, language),
        colours=_role_colours(moves, toolpath) if scale is None else _scale_colours(),
        body=body,
        legend=legend_of(rows, frame, joined=scale is not None),
        label=layer_label(toolpath, layer).replace("    ", " · "),
        theme=theme,
        language=language,
    ).encode()


def _steps(scale: Scale, moves: NDArray[np.int64]) -> NDArray[np.int64]:
    share = (scale.values[moves] - scale.low) / (scale.high - scale.low)
    return np.clip(np.nan_to_num(share) * STEPS, 0, STEPS - 1).astype(np.int64)


def _travels(toolpath: Toolpath, first: int, last: int, frame: Frame) -> list[str]:
    moves = np.flatnonzero(toolpath.role[first:last] == Role.TRAVEL) + first
    moves = moves[moves > 0]
    start, end = frame.at(toolpath.points_mm[moves - 1]), frame.at(toolpath.points_mm[moves])
    goes = (start != end).any(axis=1)
    nothing = np.zeros(int(goes.sum()), np.int64)
    return [f'<path class="travel" d="{d}"/>' for d in paths_of(start[goes], end[goes], nothing, nothing).values()]


def _seams(toolpath: Toolpath, first: int, last: int, frame: Frame) -> list[str]:
    at = frame.at(toolpath.points_mm[seam_moves(toolpath.role, first, last) - 1])
    return [f'<circle class="seam" cx="{x}" cy="{y}" r="{0.18 * frame.letters:.0f}"/>' for x, y in at.tolist()]


def _role_rows(role: NDArray[np.uint8], travels: bool, language: Language) -> list[Row]:
    return [
        Row("travel" if entry.role == Role.TRAVEL else f"c{entry.role}", 0.6, render(entry.name, language))
        for entry in legend(role, travels)
    ]


def _role_colours(moves: NDArray[np.int64], toolpath: Toolpath) -> dict[str, str]:
    return {f"c{role}": ROLE_COLOURS[Role(role)] for role in np.unique(toolpath.role[moves]).tolist()}


def _scale_rows(scale: Scale) -> list[Row]:
    """Return a row for each colour, the highest on top, with the figure at its upper border, and the lowest figure."""
    borders = np.linspace(scale.high, scale.low, STEPS + 1)
    texts = [f"{border:.3g}" for border in borders.tolist()]
    texts[0] += f" {_unit(scale)}"
    return [Row(f"c{STEPS - 1 - k}" if k < STEPS else "", 1.0, text) for k, text in enumerate(texts)]


def _scale_colours() -> dict[str, str]:
    return {f"c{k}": hex_of_linear(tone) for k, tone in enumerate(ramp(STEPS))}


def _unit(scale: Scale) -> str:
    return scale.unit.replace("mm3", "mm³")
