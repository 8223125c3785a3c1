"""What answers at an address? Every brand has its questions, none of which changes anything.

Who shows a certificate that no authority of this system vouches for is asked only after it was read: what is found is
found of that certificate, and the enrolment pins it.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from layerworks.connectors import bambu, marlin_serial, moonraker, octoprint, prusalink
from layerworks.connectors.bambu import recognising as of_bambu
from layerworks.connectors.certificates import AnotherCertificate, same, shown_at, vouched_for
from layerworks.connectors.conversing import body_of, tls_of
from layerworks.connectors.found import Found, HttpAnswer
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.marlin_serial import recognising as of_marlin
from layerworks.connectors.moonraker import recognising as of_moonraker
from layerworks.connectors.octoprint import recognising as of_octoprint
from layerworks.connectors.prusalink import recognising as of_prusalink
from layerworks.fleet.connector import Abilities

ANSWER_S = 5.0
LARGEST_ANSWER = 256 * 1024
Recognise = Callable[[Mapping[str, HttpAnswer]], Found | None]
RECOGNISERS: tuple[tuple[tuple[str, ...], Recognise], ...] = tuple(
    (brand.PATHS, brand.recognise) for brand in (of_moonraker, of_octoprint, of_prusalink)
)
ABILITIES: Mapping[str, Abilities] = {
    "moonraker": moonraker.ABILITIES,
    "octoprint": octoprint.ABILITIES,
    "prusalink": prusalink.ABILITIES,
    "bambu": bambu.ABILITIES,
    "marlin": marlin_serial.ABILITIES,
}


async def found_at(access: HttpAccess, session: aiohttp.ClientSession) -> Found | None:
    """Return what answers at an address of any kind, None for nothing that we know.

    access: its url may be `bambu://`, `unix:`, `serial:` or without a kind as well. Raises AnotherCertificate when one
    is pinned and not shown; aiohttp.ClientError, OSError, TimeoutError or ValueError when nobody answers at all.
    """
    kind, _, rest = access.url.partition(":")
    match kind:
        case "http":
            return await probe(access, session)
        case "https":
            return await _probe_pinned(access, session)
        case "bambu":
            return await of_bambu.recognise(_bambu(access, access.url))
        case "unix":
            return await of_marlin.at_socket(Path(rest))
        case "serial":
            return of_marlin.at_port(Path(urlsplit(access.url).path))
        case _:
            return await _any_at(access, session)


async def _any_at(access: HttpAccess, session: aiohttp.ClientSession) -> Found | None:
    """Ask an address of no kind: first over HTTP, then for a printer that has another door."""
    url = f"http://{access.url}"
    try:
        found = await probe(replace(access, url=url), session)
    except (aiohttp.ClientError, OSError, TimeoutError):
        found = None
    if found is not None:
        return replace(found, address=url)
    return await of_bambu.recognise(_bambu(access, f"bambu://{urlsplit(url).hostname or ''}"))


async def _probe_pinned(access: HttpAccess, session: aiohttp.ClientSession) -> Found | None:
    told = urlsplit(access.url)
    host, port = told.hostname or "", told.port or 443
    pinned = access.fingerprint
    if pinned or not await vouched_for(host, port):
        shown = (await shown_at(host, port)).fingerprint
        if pinned and not same(pinned, shown):
            raise AnotherCertificate("another certificate")
        pinned = shown
    found = await probe(replace(access, fingerprint=pinned), session)
    return replace(found, fingerprint=pinned) if found is not None else None


def _bambu(access: HttpAccess, url: str) -> bambu.BambuAccess:
    return bambu.access_of(url, access.key or bambu.Secret(""), access.fingerprint)


async def probe(access: HttpAccess, session: aiohttp.ClientSession) -> Found | None:
    """Return what answers there, None for nothing that we know. One question after another, and none once it is known:
    some have few connections, and of some there are thousands.

    Raises aiohttp.ClientError, OSError or TimeoutError when nobody answers at all.
    """
    told: dict[str, HttpAnswer] = {}
    for paths, recognise in RECOGNISERS:
        for path in paths:
            try:
                told[path] = told[path] if path in told else await _ask(access, path, session)
            except (aiohttp.ClientError, OSError, TimeoutError):
                if not told:
                    raise
        if (found := recognise(told)) is not None:
            return found
    return None


async def _ask(access: HttpAccess, path: str, session: aiohttp.ClientSession) -> HttpAnswer:
    async with (
        asyncio.timeout(ANSWER_S),
        session.get(
            access.http(path),
            headers=access.headers(),
            ssl=tls_of(access.fingerprint),
            allow_redirects=False,  # a key goes to nobody else
        ) as answer,
    ):
        return HttpAnswer(answer.status, dict(answer.headers), await body_of(answer, LARGEST_ANSWER))
