"""A plate's beads, each part's its own way, and how they are to be ordered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from layerworks.app.arranging import one_at_a_time
from layerworks.app.bare import bare_told
from layerworks.app.modifying import volumes_of
from layerworks.app.own_settings import layers_by_part, settings_by_part
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import Recipe
from layerworks.app.room import beside_parts_mm, head_over_raft, kept_on_bed
from layerworks.errors import Rejected
from layerworks.geometry import Finding, Plate, PlateRefusal
from layerworks.geometry.placing import turns
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import lay
from layerworks.slicing.laying_by_part import lay_by_part
from layerworks.slicing.ordering import SpeedSettings, order, order_by_layers
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.marks import marks_of
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class PlateBeads:
    """Beads of a plate. in_turn: parts in the order in which they are printed one at a time. own_speeds: of each part,
    where they differ. own_strokes: by number, of parts that have layers of their own. findings: what laying had to say.
    """

    strokes: Strokes
    names: tuple[str, ...]
    in_turn: tuple[int, ...]
    own_speeds: tuple[SpeedSettings, ...]
    own_strokes: Mapping[int, Strokes]
    findings: tuple[Finding, ...]


def beads_of(plate: Plate, recipe: Recipe, tell: Tell = untold) -> PlateBeads:
    """Cut a plate and lay its beads. Raises Rejected for what cannot be laid as it is wished."""
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
    own_layers = layers_by_part(plate.parts, recipe.own, recipe.values()) if one_at_a_time(recipe) else {}
    own_strokes = {number: laid(cut(plate, own), own)[0] for number, own in own_layers.items()}
    beside = beside_parts_mm(strokes, len(names)) if one_at_a_time(recipe) else ()
    in_turn = turns(plate, head_over_raft(recipe), beside) if one_at_a_time(recipe) else ()
    if isinstance(in_turn, PlateRefusal):
        raise Rejected(in_turn.findings[0].text, in_turn.findings[0].remedy)
    return PlateBeads(strokes, names, in_turn, own_speeds, own_strokes, findings)


def ordered(beads: PlateBeads, recipe: Recipe) -> Toolpath:
    """Return the way on which beads are laid."""
    return order(beads.strokes, *_how(beads, recipe))


def ordered_by_layers(beads: PlateBeads, recipe: Recipe) -> Iterator[Toolpath]:
    """Return the same, some layers at a time."""
    return order_by_layers(beads.strokes, *_how(beads, recipe))


def _how(beads: PlateBeads, recipe: Recipe) -> tuple[Any, ...]:
    return (
        recipe.order,
        recipe.speeds,
        recipe.cooling,
        recipe.retraction,
        beads.names,
        beads.in_turn,
        beads.own_speeds,
        beads.own_strokes,
    )
