"""Enrolling machines: each address is asked what it is, a few dozen at a time, and what answers is taken in."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from layerworks.app.hub.brands import abilities_of, asking, probe, probe_in
from layerworks.app.hub.enrolment import Enrolled, Enrolling, enrolled_in, is_fingerprint
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

    for machine in chosen:
        if hub.cluster is not None and machine.at_the_hub:
            raise Rejected(say("cluster.not_here", address=machine.address), say("cluster.not_here_remedy"))
    async with asking() as session:

        async def found_at(machine: Enrolling) -> Found | None:
            async with gate:
                return await probe_in(session, machine.address, machine.key, machine.fingerprint)

        answers = await asyncio.gather(*(found_at(machine) for machine in chosen))
    enrolled: list[tuple[Enrolled, str]] = []
    told: list[dict[str, Any]] = []
    for machine, found in zip(chosen, answers, strict=True):
        taken_in = _enrolled(machine, found, must_answer=must_answer)
        enrolled.append((taken_in, machine.key))
        told.append({"name": machine.name} | _shown(taken_in, found))
    hub.enrol(enrolled, who, why)
    return told


async def renew(hub: Hub, machine: str, key: str, fingerprint: str, who: str, why: str) -> dict[str, Any]:
    """Take the certificate that a machine shows now for its own, and a new key if there is one; return what was found.

    fingerprint: of the certificate it must show, empty for whatever it is. Raises Missing, Rejected.
    """
    hub.known(machine)
    before = enrolled_in(hub.journal.about(machine))
    assert before is not None
    if fingerprint and not is_fingerprint(fingerprint):
        raise Rejected(say("app.hub_bad_fingerprint", at=""), say("app.hub_fingerprint_remedy"))
    found = await probe(before.address, key or hub.vault.get(machine) or "", fingerprint)
    _brand_of(Enrolling(machine, before.address, before.machine_type), found, must_answer=True)
    assert found is not None
    if found.brand != before.brand or found.address not in ("", before.address):
        raise Rejected(
            say("app.hub_other_machine", address=before.address, machine=machine), say("app.hub_other_machine_remedy")
        )
    renewed = replace(before, fingerprint=fingerprint or found.fingerprint)
    hub.renew(renewed, key, who, why)
    return {"name": machine} | _shown(renewed, found)


async def look_at(address: str, key: str) -> dict[str, Any]:
    """Return what answers at an address and what it may do. Raises Missing for nothing we know."""
    found = await probe(address, key)
    if found is None:
        raise Missing(say("app.hub_nobody_there", address=address), say("app.hub_nobody_remedy"))
    return _shown(Enrolled("", found.brand, found.address or address, "", "", found.fingerprint), found)


def _enrolled(machine: Enrolling, found: Found | None, *, must_answer: bool) -> Enrolled:
    brand = _brand_of(machine, found, must_answer=must_answer)
    address = found.address if found is not None and found.address else machine.address
    fingerprint = machine.fingerprint or (found.fingerprint if found is not None else "")
    if found is not None and machine.serial and machine.serial.upper() != found.serial:
        raise Rejected(
            say("app.hub_other_serial", address=address, found=found.serial or "-", asked=machine.serial),
            say("app.hub_serial_remedy"),
        )
    if brand == "bambu" and found is None:
        serial = machine.serial or address.removeprefix("bambu://").rpartition("@")[0]
        if not (serial and fingerprint):
            raise Missing(say("app.hub_must_answer", address=address), say("app.hub_must_answer_remedy"))
        address = f"bambu://{serial}@{address.removeprefix('bambu://').rpartition('@')[2]}"
    return Enrolled(machine.name, brand, address, machine.machine_type, machine.circuit, fingerprint)


def _brand_of(machine: Enrolling, found: Found | None, *, must_answer: bool) -> str:
    if found is None:
        if machine.brand and not must_answer:
            return machine.brand
        raise Missing(say("app.hub_nobody_there", address=machine.address), say("app.hub_nobody_remedy"))
    if found.needs_key:
        raise Rejected(say("app.hub_needs_key", brand=found.brand, address=machine.address), say("app.hub_key_remedy"))
    return found.brand


def _shown(enrolled: Enrolled, found: Found | None) -> dict[str, Any]:
    return {
        "address": enrolled.address,
        "brand": enrolled.brand,
        "answers": found is not None,
        "version": found.version if found else "",
        "serial": found.serial if found else "",
        "fingerprint": enrolled.fingerprint,
        "needs_key": found.needs_key if found else False,
        "may": sorted(kind.__name__ for kind in abilities_of(enrolled.brand).commands),
    }
