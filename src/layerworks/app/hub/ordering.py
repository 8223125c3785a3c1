"""Putting a program into the queue: through the safety gate, kept by digest, as many jobs as copies are wanted."""

import asyncio
import json
import re
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from layerworks.app.hub.catalogued import machine_named, material_named
from layerworks.app.hub.house import Hub
from layerworks.app.hub.timelines import Kept
from layerworks.errors import Rejected, Unreachable
from layerworks.words import Text, say, text_of
from layerworks.workshop.queued import Queued

GATE_S = 600.0
MOST_COPIES = 1000
MOST_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants printed. name: for people; nozzle_mm: None for the machine's usual one.

    origin: the program that sends it; held: a person has to release it first.
    """

    name: str
    machine_type: str
    material: str
    nozzle_mm: float | None = None
    copies: int = 1
    urgency: int = 0
    due_at: datetime | None = None
    only_on: tuple[str, ...] = ()
    origin: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a program is not let through: each with its line."""

    complaints: tuple[Text, ...]


async def order(hub: Hub, program: Path, wanted: Wanted, who: str, why: str) -> tuple[str, ...] | Refused:
    """Put a program, a file, into the queue; return the ids of its jobs, one a copy. Raises Trouble."""
    kind, _ = machine_named(wanted.machine_type), material_named(wanted.material)
    if not 1 <= wanted.copies <= MOST_COPIES:
        raise Rejected(say("app.hub_copies", most=MOST_COPIES), say("app.hub_copies_remedy"))
    for machine in wanted.only_on:
        hub.enrolled(machine)
    nozzle_mm = wanted.nozzle_mm or kind.nozzles_mm[0]
    kept = program.with_suffix(".timeline")
    async with hub.examining.of(who):
        seen = await _through_the_gate(program, wanted, kept)
        if complaints := tuple(text_of(c) for c in seen["complaints"]):
            return Refused(complaints)
        digest, size = await asyncio.to_thread(_kept, hub.programs, program)
        timeline = await asyncio.to_thread(lambda: hub.timelines.keep(kept.read_bytes()))
    stem = re.sub(r"[^A-Za-z0-9]+", "-", wanted.name).strip("-")[:40] or "job"
    base = f"{stem}-{secrets.token_hex(4)}"
    digits = len(str(wanted.copies))  # so that copies sort in their order
    jobs = tuple(f"{base}-{n:0{digits}}" for n in range(1, wanted.copies + 1)) if wanted.copies > 1 else (base,)
    event = Queued(
        digest,
        size,
        tuple(seen["parts"][:MOST_PARTS]) or (stem,),
        seen["predicted_s"],
        wanted.machine_type,
        wanted.material,
        nozzle_mm,
        seen["mass_g"],
        wanted.urgency,
        wanted.due_at,
        wanted.only_on,
        wanted.origin,
        timeline,
        tuple(seen["needed_mm"]),
    )
    hub.floor.queue.put(jobs, event, hub.now(), who, why, held=wanted.held)
    hub.wake()
    return jobs


def _kept(programs: Kept, program: Path) -> tuple[str, int]:
    data = program.read_bytes()
    return programs.keep(data), len(data)


async def _through_the_gate(program: Path, wanted: Wanted, timeline: Path) -> dict[str, Any]:
    """Examine a program in a process of its own, which leaves its timeline in a file. Raises Unreachable when that
    gives no answer.
    """
    gate = (sys.executable, "-m", "layerworks.app.hub.gate")
    command = (*gate, str(program), wanted.machine_type, wanted.material, str(timeline))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        told, _ = await asyncio.wait_for(process.communicate(), GATE_S)
    except TimeoutError:
        told = b""
    finally:
        if process.returncode is None:  # it took too long, or whoever asked has gone
            process.kill()
            await process.wait()
    try:
        return json.loads(told)
    except ValueError:
        raise Unreachable(say("app.gate_silent"), say("app.gate_silent_remedy")) from None
