"""A wish sliced into a file: moves are written as they are found, so that memory hardly grows with their number."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from layerworks.app.arranging import arranged_of, gravest_first
from layerworks.app.layer_times import too_long
from layerworks.app.preparing import prepare_plate, timed_header
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import Recipe
from layerworks.app.refusal import Refusal
from layerworks.app.shop import put, put_pieces
from layerworks.app.wish import OWN_ENGINE, Wish
from layerworks.geometry import Finding, Plate
from layerworks.motion.estimate import Estimate
from layerworks.words import say

_FEW_POINTS = 1 << 16  # of strokes: their text takes some 10 MB


@dataclass(frozen=True, slots=True, eq=False)
class Sliced:
    """A program in a file. digest: SHA-256 of its text. layers: of the plate. findings: gravest first."""

    file: Path
    digest: str
    layers: int
    estimate: Estimate
    findings: tuple[Finding, ...]


def slice_to(file: Path, wish: Wish, tell: Tell = untold) -> Sliced | Refusal:
    """Slice one set of what is wished for into a file; the same bytes as `prepare` makes.

    Raises Missing, Rejected or Unreachable for a file, an id or a setting that cannot be used.
    """
    arranged = arranged_of(wish, tell)
    if isinstance(arranged, Refusal):
        return arranged
    recipe, found, plate = arranged.recipe, arranged.findings, arranged.plates[0][0]
    del arranged  # the model as it was read is not needed any more
    slice_plate = _own if recipe.engine == OWN_ENGINE else _with_another
    digest, layers, timed, told = slice_plate(file, plate, recipe, tell)
    found = [*found, *plate.findings, *told, *too_long(timed, recipe.cooling.max_layer_time_s)]
    return Sliced(file, digest, layers, timed, gravest_first(found))


def _own(file: Path, plate: Plate, recipe: Recipe, tell: Tell) -> tuple[str, int, Estimate, tuple[Finding, ...]]:
    """Slice a plate; return the digest of its text, the number of its layers, its time and what is to be said."""
    from layerworks.app.laying_out import beads_of, ordered_by_layers
    from layerworks.gcode.writing import draft_program, titled

    beads = beads_of(plate, recipe, tell)
    findings, points = beads.findings, len(beads.strokes.points_um)
    tell(say("app.ordering"))
    toolpaths = ordered_by_layers(beads, recipe)
    del beads  # they go with the last toolpath
    with _room_for_text(points) as text:
        codes, heat = recipe.machine.codes, recipe.heat
        draft = draft_program(toolpaths, codes, recipe.temperatures, recipe.gcode, heat, text)
        del toolpaths
        tell(say("app.timing"))
        timed, header = timed_header(draft, plate, recipe)
        tell(say("app.writing"))
        return put_pieces(file, titled(draft, header)), draft.facts.layers, timed, findings


def _with_another(
    file: Path, plate: Plate, recipe: Recipe, tell: Tell
) -> tuple[str, int, Estimate, tuple[Finding, ...]]:
    """Do the same with an installed engine."""
    run = prepare_plate(plate, recipe, tell)
    put(file, run.program.text)
    return run.program.digest, len(run.toolpath.layer_z_mm), run.estimate, run.findings


@contextmanager
def _room_for_text(points: int) -> Generator[BinaryIO]:
    """Open an empty file for the lines of so many points of strokes: in memory while they are few."""
    if points < _FEW_POINTS:
        yield BytesIO()
        return
    from tempfile import TemporaryFile

    with TemporaryFile() as file:
        yield file  # pyright: ignore[reportReturnType]
