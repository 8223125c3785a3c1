"""Enrolling machines: each address is asked what it is, a few dozen at a time, and what answers is taken in."""

import asyncio
from collections.abc import Iterable
from typing import Any

from layerworks.app.hub.brands import abilities_of, probe
from layerworks.app.hub.enrolment import Enrolled, Enrolling
from layerworks.app.hub.house import Hub
from layerworks.connectors.found import Found
from layerworks.errors import Missing, Rejected
from layerworks.words import say

AT_A_TIME = 32


async def enrol_all(
    hub: Hub, machines: Iterable[Enrolling], who: str, why: str, *, must_answer: bool
) -> list[dict[str, Any]]:
    """Probe and enrol machines, all or none; return what was found of each.

    must_answer: a machine that does not answer is refused. Without it a machine of a told brand may be off for now.
    Raises Missing for an address where nothing we know answers, Rejected for a missing key, Conflict for a taken name.
    """
    chosen, gate = list(machines), asyncio.Semaphore(AT_A_TIME)

    async def found_at(machine: Enrolling) -> Found | None:
        async with gate:
            return await probe(machine.address, machine.key)

    answers = await asyncio.gather(*(found_at(machine) for machine in chosen))
    enrolled: list[tuple[Enrolled, str]] = []
    told: list[dict[str, Any]] = []
    for machine, found in zip(chosen, answers, strict=True):
        brand = _brand_of(machine, found, must_answer=must_answer)
        enrolled.append(
            (
                Enrolled(
                    machine.name, brand, machine.address, machine.machine_type, machine.circuit, machine.fingerprint
                ),
                machine.key,
            )
        )
        told.append({"name": machine.name} | _shown(brand, machine.address, found))
    hub.enrol(enrolled, who, why)
    return told


async def look_at(address: str, key: str) -> dict[str, Any]:
    """Return what answers at an address and what it may do. Raises Missing for nothing we know."""
    found = await probe(address if "://" in address else f"http://{address}", key)
    if found is None:
        raise Missing(say("app.hub_nobody_there", address=address), say("app.hub_nobody_remedy"))
    return _shown(found.brand, address, found)


def _brand_of(machine: Enrolling, found: Found | None, *, must_answer: bool) -> str:
    if found is None:
        if machine.brand and not must_answer:
            return machine.brand
        raise Missing(say("app.hub_nobody_there", address=machine.address), say("app.hub_nobody_remedy"))
    if found.needs_key:
        raise Rejected(say("app.hub_needs_key", brand=found.brand, address=machine.address), say("app.hub_key_remedy"))
    return found.brand


def _shown(brand: str, address: str, found: Found | None) -> dict[str, Any]:
    may = sorted(kind.__name__ for kind in abilities_of(brand).commands)
    return {
        "address": address,
        "brand": brand,
        "answers": found is not None,
        "version": found.version if found else "",
        "needs_key": found.needs_key if found else False,
        "may": may,
    }
