"""Is it a printer of Bambu's that answers?"""

import asyncio
import json
from dataclasses import replace

from layerworks.connectors import mqtt
from layerworks.connectors.bambu.access import SERIAL, BambuAccess, address_of
from layerworks.connectors.bambu.asking import get_version
from layerworks.connectors.bambu.models import model_of
from layerworks.connectors.bambu.speaking import opened
from layerworks.connectors.certificates import AnotherCertificate, same, shown_at
from layerworks.connectors.conversing import NotLetIn
from layerworks.connectors.found import Found

ANSWER_S = 8.0


async def recognise(access: BambuAccess) -> Found | None:
    """Return the printer at an address, None when it is none. access: its serial and certificate need not be known.

    Its certificate names its serial number. The code goes to nobody whose certificate was not looked at before.
    Raises AnotherCertificate when one was pinned and is not shown, OSError or TimeoutError when nobody answers.
    """
    shown = await shown_at(access.host, access.mqtt_port, access.serial)
    if access.fingerprint and not same(access.fingerprint, shown.fingerprint):
        raise AnotherCertificate("another certificate")
    if not SERIAL.fullmatch(shown.name):
        return None
    known = replace(access, serial=shown.name, fingerprint=shown.fingerprint)
    found = Found("bambu", "", model_of(known.serial).name, known.serial, False, address_of(known), known.fingerprint)
    try:
        async with asyncio.timeout(ANSWER_S):
            return replace(found, version=await _version(known))
    except NotLetIn:
        return replace(found, needs_key=True)


async def _version(access: BambuAccess) -> str:
    line = await opened(access)
    try:
        await line.present()
        await line.publish(get_version(1).message)
        while packets := await line.packets():
            for packet in packets:
                version = _told(packet.body) if isinstance(packet, mqtt.Publish) else None
                if version is not None:
                    return version
    finally:
        await line.end()
    raise ConnectionResetError


def _told(body: bytes) -> str | None:
    """Return the version of the firmware that a message tells, None for another message."""
    try:
        modules = json.loads(body)["info"]["module"]
        return next((str(module["sw_ver"]) for module in modules if module["name"] == "ota"), "")
    except (ValueError, KeyError, TypeError):
        return None
