"""What a shop's own prints teach about its machines beside motion: heating, homing, start and end."""

from layerworks.app.shop import Shop
from layerworks.gcode.reading import read_program
from layerworks.motion import Limits, NonMotionModel, learn_whole, plan, reading_rules, waits_of
from layerworks.motion.waits import Event, events_of
from layerworks.storage import finished_prints

_PRINTS = 20  # the latest; each program is planned anew


def known_by_prints(shop: Shop, machine: str, limits: Limits, before: int | None = None) -> NonMotionModel | None:
    """Return what finished prints say of a machine, None where none says anything.

    A print teaches its time beyond motion, shared among its waits by how uncertain each was. What waited for a person
    teaches nothing, nor does a program that is no longer in the shop's folder. machine: its id, or that of its kind in
    the catalogue. before: row of the journal; only prints recorded before it count.
    Raises Missing where there is no journal.
    """
    model: NonMotionModel | None = None
    planned: dict[str, tuple[list[tuple[float, Event]], float] | None] = {}
    for done in finished_prints(shop.journal, machine, most=_PRINTS, before=before):
        if done.program not in planned:
            planned[done.program] = _planned(shop, done.model, done.program, limits)
        if (known := planned[done.program]) is not None:
            events, motion_s = known
            model = model or NonMotionModel()
            model = learn_whole(model, waits_of(events, motion_s, model), done.seconds - motion_s)
    return model


def _planned(shop: Shop, model: str, program: str, limits: Limits) -> tuple[list[tuple[float, Event]], float] | None:
    """Return the waits of a program with their moments, and the time of its motion; None where it is not kept."""
    text = shop.program(model, program)
    if text is None:
        return None
    profile = plan(read_program(text, reading_rules(limits)), limits)
    return events_of(profile), profile.total_s
