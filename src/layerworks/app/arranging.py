"""From a wish to plates: the file is read, each shape checked, the pieces set on as many beds as it takes."""

from dataclasses import dataclass, replace
from functools import partial

from layerworks.app.file_settings import settings_in_file
from layerworks.app.modifying import modifiers_told, refuse_unmodifiable, with_modifiers
from layerworks.app.own_settings import refuse_unknown
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import Recipe, recipe_of
from layerworks.app.refusal import Refusal
from layerworks.app.room import gap_in_turn_mm, head_over_raft, place_with_room
from layerworks.app.wish import Wish
from layerworks.catalogue import suits
from layerworks.geometry import CheckedMesh, Finding, MeshRefusal, Model, Plate, PlateRefusal
from layerworks.geometry.checking import check
from layerworks.geometry.placing import turns
from layerworks.geometry.reading import read_model
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """A wish up to its plates, each with how often it is printed; together they hold every piece.

    findings: of reading, checking, placing and of machine and material.
    """

    recipe: Recipe
    model: Model
    meshes: tuple[CheckedMesh, ...]
    plates: tuple[tuple[Plate, int], ...]
    findings: tuple[Finding, ...]


def arranged_of(wish: Wish, tell: Tell = untold) -> Arranged | Refusal:
    """Read, check and place what is wished for.

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
    return Arranged(recipe, model, meshes, plates, tuple(found))


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


def blocked(findings: list[Finding]) -> bool:
    """Tell whether one of the findings blocks."""
    return any(finding.severity == "block" for finding in findings)


def gravest_first(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings by severity, otherwise in the order they were made."""
    return tuple(sorted(findings, key=lambda f: ("block", "at_risk", "warn", "info").index(f.severity)))
