"""Strokes → Toolpath: what is laid when, how fast, and how the head gets there."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from layerworks.errors import Rejected
from layerworks.slicing.ordering.cooling_settings import CoolingSettings
from layerworks.slicing.ordering.settings import OrderSettings, RetractionSettings, SpeedSettings
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say

if TYPE_CHECKING:
    from layerworks.slicing.ordering.seams import Seams
    from layerworks.slicing.ordering.sequencing import StrokeOrder

__all__ = ["CoolingSettings", "OrderSettings", "RetractionSettings", "SpeedSettings", "order", "order_by_layers"]


def order(
    strokes: Strokes,
    settings: OrderSettings,
    speeds: SpeedSettings,
    cooling: CoolingSettings,
    retraction: RetractionSettings,
    parts: tuple[str, ...],
    turns: tuple[int, ...] = (),
    own_speeds: tuple[SpeedSettings, ...] = (),
    own_strokes: Mapping[int, Strokes] | None = None,
    seams: "Seams | None" = None,
    own_order: "StrokeOrder | None" = None,
) -> Toolpath:
    """Return every stroke once, layer by layer, with the ways between them, speeds, retractions and fan.

    parts: names of the plate's parts, by the strokes' part numbers. turns: numbers of parts in the order in which they
    are printed one at a time (see `geometry.placing.turns`), each with layers of its own, and over all that stand to
    the next one; without turns all grow together. own_speeds: of each part, where parts differ; what they say of roles
    counts, the rest is the plate's. own_strokes: strokes, by number, of parts that have layers of their own and a turn.
    seams: a caller's own choice of where closed outer walls begin, instead of the setting. own_order: a caller's own
    order of strokes, as `sequencing.Laid`; a spiral vase's rising turns are not among them. Neither is for parts with
    turns.
    Strokes of fewer than two points are left out. Points lie on whole micrometres. Raises Rejected when accelerations
    are set for some roles without a general one, when overhangs have speeds and fans for different numbers of classes,
    for a fan curve whose times do not ascend, and for a skirt of several layers about parts that have turns; ValueError
    for a stroke of a part without a name, for turns that leave a part out, for seams where there is no vertex, for an
    order that misses or repeats a stroke or mixes layers, and for seams or an order with turns.
    """
    in_turn = _in_turn(strokes, parts, turns)
    from layerworks.slicing.ordering.in_turn import print_in_turn
    from layerworks.slicing.ordering.manner import Manner
    from layerworks.slicing.ordering.toolpaths import make_toolpath

    if in_turn:
        if seams is not None or own_order is not None:
            raise ValueError("parts with turns have no seams and no order of a caller's own")
        manner = Manner(settings, speeds, cooling, retraction, parts, own_speeds)
        return print_in_turn(strokes, manner, turns, own_strokes or {})
    return make_toolpath(strokes, Manner(settings, speeds, cooling, retraction, parts, own_speeds, seams, own_order))


def order_by_layers(
    strokes: Strokes,
    settings: OrderSettings,
    speeds: SpeedSettings,
    cooling: CoolingSettings,
    retraction: RetractionSettings,
    parts: tuple[str, ...],
    turns: tuple[int, ...] = (),
    own_speeds: tuple[SpeedSettings, ...] = (),
    own_strokes: Mapping[int, Strokes] | None = None,
) -> Iterator[Toolpath]:
    """Return the same as `order`, some layers at a time, so that a long way need not be held at once.

    In each toolpath the layers of the others have no moves. Parts with turns come as one. Raises as `order` does, in
    part only when the first toolpath is asked for.
    """
    if _in_turn(strokes, parts, turns):
        return iter((order(strokes, settings, speeds, cooling, retraction, parts, turns, own_speeds, own_strokes),))
    from layerworks.slicing.ordering.manner import Manner
    from layerworks.slicing.ordering.toolpaths import toolpaths_of

    return toolpaths_of(strokes, Manner(settings, speeds, cooling, retraction, parts, own_speeds))


def _in_turn(strokes: Strokes, parts: tuple[str, ...], turns: tuple[int, ...]) -> bool:
    """Tell whether parts are printed one after the other. Raises as `order` does."""
    if strokes.part.max(initial=-1) >= len(parts):
        raise ValueError(f"part {strokes.part.max()} has no name")
    if turns and sorted(turns) != list(range(len(parts))):
        raise ValueError(f"not every part has one turn: {turns}")
    if len(turns) > 1 and ((strokes.role == Role.SKIRT) & (strokes.layer > 0)).any():
        raise Rejected(say("ordering.tall_skirt"), say("ordering.tall_skirt_remedy"))
    return len(turns) > 1
