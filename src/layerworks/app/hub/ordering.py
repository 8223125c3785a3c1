"""Putting a program into the queue: through the safety gate, kept by digest, as many jobs as copies are wanted."""

import asyncio
import json
import re
import secrets
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from layerworks.app.hub.house import Hub
from layerworks.errors import Rejected, Unreachable
from layerworks.words import Text, say, text_of
from layerworks.workshop.queued import Queued

GATE_S = 600.0
MOST_COPIES = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants printed. name: for people; nozzle_mm: None for the machine's usual one."""

    name: str
    machine_type: str
    material: str
    nozzle_mm: float | None = None
    copies: int = 1
    urgency: int = 0
    due_at: datetime | None = None
    only_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a program is not let through: each with its line."""

    complaints: tuple[Text, ...]


async def order(hub: Hub, program: bytes, wanted: Wanted, who: str, why: str) -> tuple[str, ...] | Refused:
    """Put a program into the queue; return the ids of its jobs, one a copy. Raises Trouble."""
    from layerworks.catalogue import machine as machine_of

    if not 1 <= wanted.copies <= MOST_COPIES:
        raise Rejected(say("app.hub_copies", most=MOST_COPIES), say("app.hub_copies_remedy"))
    for machine in wanted.only_on:
        hub.known(machine)
    nozzle_mm = wanted.nozzle_mm or machine_of(wanted.machine_type).nozzles_mm[0]
    seen = await _through_the_gate(program, wanted)
    if complaints := tuple(text_of(c) for c in seen["complaints"]):
        return Refused(complaints)
    digest = await asyncio.to_thread(hub.programs.keep, program)
    stem = re.sub(r"[^A-Za-z0-9]+", "-", wanted.name).strip("-")[:40] or "job"
    base = f"{stem}-{secrets.token_hex(4)}"
    jobs = tuple(f"{base}-{n}" for n in range(1, wanted.copies + 1)) if wanted.copies > 1 else (base,)
    event = Queued(
        digest,
        len(program),
        (stem,),
        seen["predicted_s"],
        wanted.machine_type,
        wanted.material,
        nozzle_mm,
        seen["mass_g"],
        wanted.urgency,
        wanted.due_at,
        wanted.only_on,
    )
    hub.floor.queue.put(jobs, event, hub.now(), who, why)
    hub.wake()
    return jobs


async def _through_the_gate(program: bytes, wanted: Wanted) -> dict[str, Any]:
    """Examine a program in a process of its own. Raises Unreachable when that gives no answer."""
    with tempfile.TemporaryDirectory(prefix="layerworks-") as folder:
        file = Path(folder) / "program.gcode"
        await asyncio.to_thread(file.write_bytes, program)
        command = (sys.executable, "-m", "layerworks.app.hub.gate", str(file), wanted.machine_type, wanted.material)
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        try:
            told, _ = await asyncio.wait_for(process.communicate(), GATE_S)
        except TimeoutError:
            process.kill()
            await process.wait()
            told = b""
    try:
        return json.loads(told)
    except ValueError:
        raise Unreachable(say("app.gate_silent"), say("app.gate_silent_remedy")) from None
