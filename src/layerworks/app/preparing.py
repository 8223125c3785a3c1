"""From a model to a program with its time: the first half of the way of a part."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from layerworks import __version__
from layerworks.app.arranging import arranged_of, gravest_first, one_at_a_time
from layerworks.app.layer_times import too_long
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import Recipe
from layerworks.app.refusal import Refusal
from layerworks.app.wish import OWN_ENGINE, Wish
from layerworks.digest import digest_of
from layerworks.gcode.program import Program
from layerworks.gcode.writing import Header, draft_program, entitle, untitled
from layerworks.geometry import CheckedMesh, Finding, Model, Plate
from layerworks.motion.estimate import Estimate
from layerworks.motion.non_motion import NonMotionModel
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say

if TYPE_CHECKING:
    from layerworks.gcode.writing.programs import Draft

Kept = Callable[[str], bytes | None]  # the text of a program by its key, None where there is none


def nothing_kept(key: str) -> bytes | None:
    """Know of no program made before."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPlate:
    """A plate ready to print.

    key: digest of everything that made the program (not of its text). findings: what slicing had to say.
    """

    plate: Plate
    toolpath: Toolpath
    program: Program
    estimate: Estimate
    key: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A wish up to its programs. runs: each plate and how often it is printed; together they hold every piece.

    findings: of reading, checking, placing and of machine and material, gravest first.
    """

    wish: Wish
    recipe: Recipe
    model: Model
    meshes: tuple[CheckedMesh, ...]
    runs: tuple[tuple[PreparedPlate, int], ...]
    findings: tuple[Finding, ...]


def prepare(wish: Wish, tell: Tell = untold, kept: Kept = nothing_kept) -> Prepared | Refusal:
    """Read, check, place, slice, write and time what is wished for.

    kept: programs made before, for engines that do not make the same again.

    Raises Missing, Rejected or Unreachable for a file, an id or a setting that cannot be used.
    """
    arranged = arranged_of(wish, tell)
    if isinstance(arranged, Refusal):
        return arranged
    recipe, found = arranged.recipe, list(arranged.findings)
    runs = tuple((prepare_plate(plate, recipe, tell, kept), times) for plate, times in arranged.plates)
    for run, _ in runs:
        found += run.plate.findings + run.findings
        found += too_long(run.estimate, recipe.cooling.max_layer_time_s)
    return Prepared(wish, recipe, arranged.model, arranged.meshes, runs, gravest_first(found))


def prepare_plate(plate: Plate, recipe: Recipe, tell: Tell = untold, kept: Kept = nothing_kept) -> PreparedPlate:
    """Slice a plate, write its program and time it. Raises as the engine does where another one was asked for."""
    if recipe.engine != OWN_ENGINE:
        from layerworks.app.other_engines import prepare_with

        return prepare_with(recipe.engine, plate, recipe, tell, kept)
    from layerworks.app.laying_out import beads_of, ordered

    beads = beads_of(plate, recipe, tell)
    tell(say("app.ordering"))
    toolpath = ordered(beads, recipe)
    tell(say("app.writing"))
    draft = draft_program(toolpath, recipe.machine.codes, recipe.temperatures, recipe.gcode, recipe.heat)
    tell(say("app.timing"))
    timed, header = timed_header(draft, plate, recipe)
    return PreparedPlate(plate, toolpath, entitle(draft, header), timed, program_key(plate, recipe), beads.findings)


def timed_header(draft: "Draft", plate: Plate, recipe: Recipe) -> tuple[Estimate, Header]:
    """Return how long a draft takes, and what its program says about itself."""
    timed = time_text(*untitled(draft), recipe=recipe)
    header = header_of(recipe, _thumbnails(plate) if recipe.gcode.thumbnails else ())
    return timed, replace(header, print_time_s=timed.time_s, layer_end_s=tuple(timed.layer_end_s.tolist()))


def timed_anew(prepared: Prepared, known: NonMotionModel | None) -> Prepared:
    """Return a wish timed by what is known of the printer beside its motion. Its programs stay as they are."""
    if known is None:
        return prepared
    runs = tuple(
        (replace(run, estimate=time_program(run.program, prepared.recipe, known)), times)
        for run, times in prepared.runs
    )
    return replace(prepared, runs=runs)


def _thumbnails(plate: Plate) -> tuple[bytes, ...]:
    from layerworks.pictures.thumbnails import gcode_thumbnails

    return tuple(thumbnail.png for thumbnail in gcode_thumbnails(plate))


def time_program(program: Program, recipe: Recipe, known: NonMotionModel | None = None) -> Estimate:
    """Return how long a program takes. known: of the printer beside its motion."""
    return time_text(program.text, recipe=recipe, known=known)


def time_text(*pieces: bytes | BinaryIO, recipe: Recipe, known: NonMotionModel | None = None) -> Estimate:
    """Return how long the text of a program takes, given in pieces of whole lines."""
    from layerworks.motion import estimate

    return estimate(
        pieces,
        recipe.machine.planner,
        density_g_cm3=recipe.material.density_g_cm3,
        filament_mm=recipe.machine.codes.filament_mm,
        non_motion=known,
    )


def program_key(plate: Plate, recipe: Recipe) -> str:
    """Return the digest that names a program by what makes it: version, plate, machine, material, every setting."""
    machine, material = recipe.machine, recipe.material
    return digest_of(
        "program",
        __version__,
        plate.digest,
        machine.codes,
        machine.planner,
        material.density_g_cm3,
        recipe.temperatures,
        recipe.values(),
        *((machine.head,) if one_at_a_time(recipe) else ()),
    )


def header_of(recipe: Recipe, thumbnails: tuple[bytes, ...]) -> Header:
    """Return what the program says about itself."""
    return Header(
        version=__version__,
        machine=recipe.machine.name.en,
        material=recipe.material.name.en,
        material_kind=recipe.material.family,
        nozzle_mm=recipe.machine.nozzles_mm[0],
        density_g_cm3=recipe.material.density_g_cm3,
        thumbnails=thumbnails,
    )
