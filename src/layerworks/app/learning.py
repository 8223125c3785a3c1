"""What a shop's own prints teach about its machines beside motion: heating, homing, start and end."""

from functools import cache

from layerworks.app.shop import Shop
from layerworks.motion import Limits, NonMotionModel, learn_whole, waits_of
from layerworks.motion.estimating import waited_for
from layerworks.motion.waits import Event
from layerworks.storage import finished_prints

_PRINTS = 20  # the latest; each program is planned anew


def known_by_prints(shop: Shop, machine: str, limits: Limits, before: int | None = None) -> NonMotionModel | None:
    """Return what finished prints say of a machine, None where none says anything.

    A print teaches its time beyond motion, shared among its waits by how uncertain each was. What waited for a person
    teaches nothing, nor does a program that is no longer in the shop's folder. machine: its id, or that of its kind in
    the catalogue. before: row of the journal; only prints recorded before it count.
    Raises Missing where there is no journal.
    """

    @cache
    def planned(name: str, digest: str) -> tuple[list[tuple[float, Event]], float] | None:
        text = shop.program(name, digest)
        return None if text is None else waited_for(text, limits)

    model: NonMotionModel | None = None
    for done in finished_prints(shop.journal, machine, most=_PRINTS, before=before):
        if (print_of := planned(done.model, done.program)) is not None:
            events, motion_s = print_of
            model = model or NonMotionModel()
            model = learn_whole(model, waits_of(events, motion_s, model), done.seconds - motion_s)
    return model
