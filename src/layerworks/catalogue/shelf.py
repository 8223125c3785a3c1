"""The data files that come with the program, and the shop's own beside them, read when asked for."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from layerworks.catalogue._machine import Machine, read_machine
from layerworks.catalogue._material import Material, read_material
from layerworks.catalogue._profile import Profile, on_top_of, read_profile
from layerworks.catalogue.own import Kind, is_id, own_file, own_ids, text_of
from layerworks.catalogue.record_file import nearest
from layerworks.errors import Missing, Rejected
from layerworks.words import say


def ids(kind: Kind) -> tuple[str, ...]:
    """Return the ids of one kind in alphabetical order, without reading the files."""
    return tuple(sorted({*_shipped(kind), *own_ids(kind)}))


def machine(id: str) -> Machine:
    """Return a machine type by id, or from a file that the id names. Raises Missing naming the nearest, Rejected."""
    return _machine(*_file("machine", id))


def material(id: str) -> Material:
    """Return a material by its id, or from a file that the id names. Raises Missing naming the nearest, Rejected."""
    return _material(*_file("material", id))


def profile(id: str) -> Profile:
    """Return a profile by its id, or from a file that the id names, with everything it inherits.

    What a file inherits is looked for beside it first. Raises Missing naming the nearest, Rejected.
    """
    beside = Path(id).parent if _is_file(id) else None

    def read(name: str) -> Profile:
        near = beside / f"{name}.toml" if beside and is_id(name) else None
        return _profile(*_file("profile", str(near) if near and near.is_file() else name))

    return inherited(id, read)


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


_DATA = Path(__file__).parent / "data"
_machine, _material, _profile = cache(read_machine), cache(read_material), cache(read_profile)


@cache
def _shipped(kind: Kind) -> tuple[str, ...]:
    folder = _DATA / f"{kind}s"
    return tuple(sorted(f.stem for f in folder.iterdir() if f.suffix == ".toml"))


def _is_file(id: str) -> bool:
    return id.endswith(".toml")


def _file(kind: Kind, id: str) -> tuple[str, str]:
    """Return the text and the name of a data file: the shop's own before one that came with the program."""
    if _is_file(id):
        return text_of(Path(id)), id
    if id in own_ids(kind):
        own = own_file(kind, id)
        return text_of(own), str(own)
    known = ids(kind)
    if id not in known:
        near, what = nearest(id, known), say(f"catalogue.a_{kind}")
        text = (
            say("catalogue.missing", kind=what, id=id, near=near) if near else say("catalogue.none", kind=what, id=id)
        )
        raise Missing(text, say(f"catalogue.see_{kind}s"))
    path = _DATA / f"{kind}s" / f"{id}.toml"
    return path.read_text(encoding="utf-8"), f"{id}.toml"
