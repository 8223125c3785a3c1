"""The same done at many machines: written down together, refused one by one."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from layerworks.app.hub.house import Hub
from layerworks.errors import Missing, Rejected, Trouble
from layerworks.words import say
from layerworks.workshop.equipment import MachineEvent, MaterialLoaded

AT_ONCE = 200  # before the loop may tend machines again


def chosen(hub: Hub, patterns: Iterable[str], machine_type: str = "", *, every: bool = False) -> tuple[str, ...]:
    """Return the machines of these names and patterns such as `v*`, or every one; of a type, if one is named.

    Raises Missing where a name or pattern fits nothing, Rejected when nobody said which.
    """
    names, found = tuple(hub.machines), set[str]()
    patterns = tuple(patterns)
    if not patterns and not every and not machine_type:
        raise Rejected(say("app.hub_choose_machines"), say("app.hub_choose_machines_remedy"))
    for pattern in patterns:
        fits = [name for name in names if fnmatchcase(name, pattern)]
        if not fits:
            raise Missing(say("app.hub_no_machine", machine=pattern), say("app.hub_list_machines"))
        found.update(fits)
    if not patterns:
        found.update(names)
    return tuple(n for n in sorted(found) if machine_type in ("", hub.machine_type(n)))


async def clear_all(hub: Hub, machines: Sequence[str], who: str, why: str) -> dict[str, Trouble]:
    """Write down that beds were cleared; return why that was refused, by machine."""
    refused: dict[str, Trouble] = {}
    for some in _in_parts(hub, machines, refused):
        refused |= hub.floor.clear_all(some, hub.now(), who, why)
        await asyncio.sleep(0)
    hub.wake()
    return refused


async def refit_all(hub: Hub, machines: Sequence[str], event: MachineEvent, who: str, why: str) -> dict[str, Trouble]:
    """Write down the same material or service of machines; return why that was refused, by machine."""
    refused: dict[str, Trouble] = {}
    for some in _in_parts(hub, machines, refused):
        events: Mapping[str, MachineEvent] = {
            name: hub.loaded_now(name, event) if isinstance(event, MaterialLoaded) else event for name in some
        }
        hub.floor.refit_all(events, hub.now(), who, why)
        await asyncio.sleep(0)
    hub.wake()
    return refused


def _in_parts(hub: Hub, machines: Sequence[str], refused: dict[str, Trouble]) -> Iterable[list[str]]:
    """Yield machines some at a time; one that was dismissed meanwhile is refused."""
    for at in range(0, len(machines), AT_ONCE):
        part = machines[at : at + AT_ONCE]
        for name in part:
            if name not in hub.floor.posts:
                refused[name] = Missing(say("app.hub_no_machine", machine=name), say("app.hub_list_machines"))
        yield [name for name in part if name not in refused]
