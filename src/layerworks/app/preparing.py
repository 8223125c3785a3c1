"""From a model to a program with its time: the first half of the way of a part."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from layerworks import __version__
from layerworks.app.file_settings import settings_in_file
from layerworks.app.layer_times import too_long
from layerworks.app.modifying import modifiers_told, refuse_unmodifiable, volumes_of, with_modifiers
from layerworks.app.own_settings import layers_by_part, refuse_unknown, settings_by_part
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import Recipe, recipe_of
from layerworks.app.refusal import Refusal
from layerworks.app.room import beside_parts_mm, gap_in_turn_mm, head_over_raft, kept_on_bed, place_with_room
from layerworks.app.wish import OWN_ENGINE, Wish
from layerworks.catalogue import suits
from layerworks.digest import digest_of
from layerworks.errors import Rejected
from layerworks.gcode.program import Program
from layerworks.gcode.writing import Header, draft_program, entitle, untitled
from layerworks.geometry import CheckedMesh, Finding, MeshRefusal, Model, Plate, PlateRefusal
from layerworks.geometry.checking import check
from layerworks.geometry.placing import turns
from layerworks.geometry.reading import read_model
from layerworks.motion.estimate import Estimate
from layerworks.motion.non_motion import NonMotionModel
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say

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
    recipe = recipe_of(wish)
    refuse_unmodifiable(wish.modifiers, recipe.engine)
    found = list(suits(recipe.machine, recipe.material))
    tell(say("app.reading"))
    model = read_model(wish.model, unit=wish.unit)
    found += model.findings
    model, digests = with_modifiers(model, wish.modifiers, wish.unit)
    modifiers = tuple((digest, file.told) for digest, file in zip(digests, wish.modifiers, strict=True))
    found += modifiers_told(model, recipe.engine)
    tell(say("app.checking"))
    meshes, findings = check_items(model, recipe)
    found += findings
    own, notes = settings_in_file(model, recipe.engine, one_at_a_time(recipe))
    recipe, found = replace(recipe, own=(*own, *recipe.own), modifiers=modifiers), [*found, *notes]
    if blocked(found):
        return Refusal(model.name, gravest_first(found))
    tell(say("app.placing"))
    plates = arrange(meshes, recipe, wish.quantity)
    if isinstance(plates, PlateRefusal):
        return Refusal(model.name, gravest_first([*found, *plates.findings]))
    refuse_unknown([plate.parts for plate, _ in plates], recipe.own)
    runs = tuple((prepare_plate(plate, recipe, tell, kept), times) for plate, times in plates)
    for run, _ in runs:
        found += run.plate.findings + run.findings
        found += too_long(run.estimate, recipe.cooling.max_layer_time_s)
    return Prepared(wish, recipe, model, meshes, runs, gravest_first(found))


def check_items(model: Model, recipe: Recipe) -> tuple[tuple[CheckedMesh, ...], tuple[Finding, ...]]:
    """Return the meshes of a model that may be sliced, and what was found of all of them."""
    answers = [check(item, recipe.check, recipe.machine.bed) for item in model.items]
    findings = tuple(finding for answer in answers for finding in answer.findings)
    return tuple(answer for answer in answers if not isinstance(answer, MeshRefusal)), findings


def arrange(
    meshes: tuple[CheckedMesh, ...], recipe: Recipe, quantity: int
) -> tuple[tuple[Plate, int], ...] | PlateRefusal:
    """Return plates that hold `quantity` sets of the meshes, each with how often it is printed: as full as the bed
    allows, and one more for the rest.
    """
    of = partial(_plate_of, meshes, recipe)
    whole = of(quantity)
    if isinstance(whole, Plate):
        return ((whole, 1),)
    one = of(1)
    if isinstance(one, PlateRefusal):
        return one
    fits, too_many = 1, quantity
    full = one
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        trial = of(middle)
        if isinstance(trial, Plate):
            fits, full = middle, trial
        else:
            too_many = middle
    rest = of(quantity % fits) if quantity % fits else None
    plates = [(full, quantity // fits)]
    if isinstance(rest, Plate):
        plates.append((rest, 1))
    return tuple(plates)


def _plate_of(meshes: tuple[CheckedMesh, ...], recipe: Recipe, copies: int) -> Plate | PlateRefusal:
    wanted = replace(recipe.place, copies=copies * recipe.place.copies)
    if not one_at_a_time(recipe):
        return place_with_room(meshes, recipe, wanted)
    arrange = "grid" if wanted.arrange == "auto" else wanted.arrange
    plate = place_with_room(meshes, recipe, replace(wanted, arrange=arrange, part_gap_mm=gap_in_turn_mm(recipe)))
    order_of_parts = turns(plate, head_over_raft(recipe)) if isinstance(plate, Plate) else plate
    return order_of_parts if isinstance(order_of_parts, PlateRefusal) else plate


def one_at_a_time(recipe: Recipe) -> bool:
    """Tell whether each part is printed to its top before the next one begins."""
    return recipe.order.print_sequence == "one_at_a_time"


def prepare_plate(plate: Plate, recipe: Recipe, tell: Tell = untold, kept: Kept = nothing_kept) -> PreparedPlate:
    """Slice a plate, write its program and time it. Raises as the engine does where another one was asked for."""
    if recipe.engine != OWN_ENGINE:
        from layerworks.app.other_engines import prepare_with

        return prepare_with(recipe.engine, plate, recipe, tell, kept)
    from layerworks.app.bare import bare_told
    from layerworks.slicing.cutting import LayerSettings, cut
    from layerworks.slicing.layers import Layers
    from layerworks.slicing.laying import lay
    from layerworks.slicing.laying_by_part import lay_by_part
    from layerworks.slicing.ordering import order
    from layerworks.slicing.strokes import Strokes
    from layerworks.slicing.supports.marks import marks_of

    names = tuple(part.name for part in plate.parts)
    tell(say("app.cutting"))
    layers = cut(plate, recipe.layers)
    tell(say("app.laying"))
    of_parts, own_speeds = settings_by_part(plate.parts, recipe.own, recipe.values())

    def laid(layers: Layers, settings: LayerSettings) -> tuple[Strokes, tuple[Finding, ...]]:
        volumes = volumes_of(plate, of_parts, layers, settings)
        lay_alike = partial(lay, plate=plate, modifiers=volumes)
        marks = marks_of(plate, layers, settings)
        strokes, findings = kept_on_bed(lay_by_part(layers, of_parts, lay_alike, marks), plate.bed)
        return strokes, (*findings, *bare_told(layers, strokes, of_parts, marks))

    strokes, findings = laid(layers, recipe.layers)
    tell(say("app.ordering"))
    own_layers = layers_by_part(plate.parts, recipe.own, recipe.values()) if one_at_a_time(recipe) else {}
    own_strokes = {number: laid(cut(plate, own), own)[0] for number, own in own_layers.items()}
    beside = beside_parts_mm(strokes, len(names)) if one_at_a_time(recipe) else ()
    in_turn = turns(plate, head_over_raft(recipe), beside) if one_at_a_time(recipe) else ()
    if isinstance(in_turn, PlateRefusal):
        raise Rejected(in_turn.findings[0].text, in_turn.findings[0].remedy)
    toolpath = order(
        strokes, recipe.order, recipe.speeds, recipe.cooling, recipe.retraction, names, in_turn, own_speeds, own_strokes
    )
    tell(say("app.writing"))
    draft = draft_program(toolpath, recipe.machine.codes, recipe.temperatures, recipe.gcode, recipe.heat)
    header = header_of(recipe, _thumbnails(plate) if recipe.gcode.thumbnails else ())
    tell(say("app.timing"))
    timed = time_text(*untitled(draft), recipe=recipe)
    header = replace(header, print_time_s=timed.time_s, layer_end_s=tuple(timed.layer_end_s.tolist()))
    return PreparedPlate(plate, toolpath, entitle(draft, header), timed, program_key(plate, recipe), findings)


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


def time_text(*pieces: bytes | bytearray, recipe: Recipe, known: NonMotionModel | None = None) -> Estimate:
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


def blocked(findings: list[Finding]) -> bool:
    """Tell whether one of the findings blocks."""
    return any(finding.severity == "block" for finding in findings)


def gravest_first(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings by severity, otherwise in the order they were made."""
    return tuple(sorted(findings, key=lambda f: ("block", "at_risk", "warn", "info").index(f.severity)))
