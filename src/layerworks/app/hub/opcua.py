"""A hub's machines by OPC UA: another process serves them, which may be slow or fall over and the hub goes on."""

import asyncio
import contextlib
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from layerworks.app.hub.following import follow, lasting_id
from layerworks.app.hub.house import Hub
from layerworks.catalogue import machine as machine_of
from layerworks.outward.sight import Sight, plain

log = logging.getLogger(__name__)
EVERY_S = 1.0
PAUSE_S = 5.0  # before another process after one that ended
GOODBYE_S = 5.0


@asynccontextmanager
async def served_by_opcua(hub: Hub, address: str | None, folder: Path) -> AsyncGenerator[None]:
    """Serve the hub's machines at an address meanwhile; None for not at all. folder: for certificate and key."""
    if address is None:
        yield
        return
    task = asyncio.get_running_loop().create_task(_serving(hub, address, folder))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _serving(hub: Hub, address: str, folder: Path) -> None:
    command = (sys.executable, "-m", "layerworks.outward.opcua.process", address, str(folder))
    while True:
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=asyncio.subprocess.DEVNULL)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_feed(hub, process))
                group.create_task(_tell_tokens(hub, process))
                group.create_task(_end_of(process))
        except* (BrokenPipeError, ConnectionResetError):
            log.warning("the OPC UA server ended; another one begins")
        finally:
            await _end(process)
        await asyncio.sleep(PAUSE_S)


async def _feed(hub: Hub, process: Process) -> None:
    """Tell of machines as they change."""
    async for seen in follow(hub, EVERY_S):
        machines = {machine: _shown(hub, sight) if sight else None for machine, sight in seen.items()}
        await _say(process, {"machines": machines})


async def _tell_tokens(hub: Hub, process: Process) -> None:
    """Tell who may look, as soon as that changes: a token that is withdrawn opens nothing any more."""
    told: dict[str, str] | None = None
    while True:
        if (tokens := hub.admission.digests("read")) != told:
            await _say(process, {"tokens": tokens})
            told = tokens
        await asyncio.sleep(EVERY_S)


async def _end_of(process: Process) -> None:
    """Raise BrokenPipeError when the process has ended, even if there is nothing to say to it."""
    await process.wait()
    raise BrokenPipeError


async def _say(process: Process, told: dict[str, Any]) -> None:
    if process.stdin is None:
        raise BrokenPipeError
    process.stdin.write(json.dumps(told, separators=(",", ":")).encode() + b"\n")
    await process.stdin.drain()


def _shown(hub: Hub, sight: Sight) -> dict[str, object]:
    kind = machine_of(sight.machine_type)
    uri = f"urn:uuid:{lasting_id(hub, sight.machine)}"
    return {"sight": plain(sight), "nameplate": [kind.maker, kind.name.en, uri]}


async def _end(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), GOODBYE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
