"""The data files that come with the program, read when asked for."""

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Literal

from layerworks.catalogue._machine import Machine, read_machine
from layerworks.catalogue._material import Material, read_material
from layerworks.catalogue._profile import Profile, on_top_of, read_profile
from layerworks.catalogue.record_file import nearest
from layerworks.errors import Missing, Rejected
from layerworks.words import say

Kind = Literal["machine", "material", "profile"]


@cache
def ids(kind: Kind) -> tuple[str, ...]:
    """Return the ids of one kind in alphabetical order, without reading the files."""
    folder = resources.files("layerworks.catalogue") / "data" / f"{kind}s"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def machine(id: str) -> Machine:
    """Return a machine type. Raises Missing naming the nearest."""
    return read_machine(*_file("machine", id))


@cache
def material(id: str) -> Material:
    """Return a material. Raises Missing naming the nearest."""
    return read_material(*_file("material", id))


@cache
def profile(id: str) -> Profile:
    """Return a profile with everything it inherits. Raises Missing naming the nearest."""
    return inherited(id, lambda name: read_profile(*_file("profile", name)))


def machines() -> tuple[Machine, ...]:
    """Return every machine type in alphabetical order."""
    return tuple(machine(id) for id in ids("machine"))


def materials() -> tuple[Material, ...]:
    """Return every material in alphabetical order."""
    return tuple(material(id) for id in ids("material"))


def profiles() -> tuple[Profile, ...]:
    """Return every profile in alphabetical order."""
    return tuple(profile(id) for id in ids("profile"))


def inherited(id: str, read: Callable[[str], Profile]) -> Profile:
    """Return a profile with everything it inherits. Raises Rejected when profiles inherit in a circle."""
    line = [read(id)]
    while (parent := line[-1].inherits) is not None:
        if parent in (p.id for p in line):
            circle = " → ".join([*(p.id for p in line), parent])
            raise Rejected(say("catalogue.circle", profiles=circle), say("catalogue.circle_remedy"))
        line.append(read(parent))
    whole = line.pop()
    while line:
        whole = on_top_of(whole, line.pop())
    return whole


def _file(kind: Kind, id: str) -> tuple[str, str]:
    """Return the text and the name of a data file."""
    known = ids(kind)
    if id not in known:
        near, what = nearest(id, known), say(f"catalogue.a_{kind}")
        text = (
            say("catalogue.missing", kind=what, id=id, near=near) if near else say("catalogue.none", kind=what, id=id)
        )
        raise Missing(text, say(f"catalogue.see_{kind}s"))
    path = resources.files("layerworks.catalogue") / "data" / f"{kind}s" / f"{id}.toml"
    return path.read_text(encoding="utf-8"), f"{id}.toml"
