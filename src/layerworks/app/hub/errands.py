"""What somebody has to do at a machine before it can take the next job: ordinary work, and so no alarms. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from layerworks.workshop.post import Post

ErrandKind = Literal["clear_bed", "look_at_bed", "load_material"]


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do at one machine."""

    machine: str
    kind: ErrandKind


def errands(posts: Mapping[str, Post]) -> tuple[Errand, ...]:
    """Return what is to be done, by kind, then by name. A machine that is away, at work or out of service has none."""
    return tuple(
        sorted((e for name, post in posts.items() for e in _at(name, post)), key=lambda e: (e.kind, e.machine))
    )


def _at(name: str, post: Post) -> Iterator[Errand]:
    printer = post.watch.printer
    ready = post.watch.link == "online" and printer is not None and printer.device == "idle" and post.attempt is None
    if not ready or not post.equipment.in_service:
        return
    if post.bed.state != "clear":  # an ejector has cleared it by now, or a person must
        yield Errand(name, "clear_bed" if post.bed.state == "occupied" else "look_at_bed")
    if not post.equipment.loaded:
        yield Errand(name, "load_material")
