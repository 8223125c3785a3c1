"""What answers at an address? Every brand that speaks HTTP has its questions, none of which changes anything."""

import asyncio
from collections.abc import Callable, Mapping

import aiohttp

from layerworks.connectors import moonraker, octoprint, prusalink
from layerworks.connectors.conversing import body_of, tls_of
from layerworks.connectors.found import Found, HttpAnswer
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.moonraker import recognising as of_moonraker
from layerworks.connectors.octoprint import recognising as of_octoprint
from layerworks.connectors.prusalink import recognising as of_prusalink
from layerworks.fleet.connector import Abilities

ANSWER_S = 5.0
LARGEST_ANSWER = 256 * 1024
Recognise = Callable[[Mapping[str, HttpAnswer]], Found | None]
RECOGNISERS: tuple[Recognise, ...] = (of_moonraker.recognise, of_octoprint.recognise, of_prusalink.recognise)
PATHS = tuple(dict.fromkeys((*of_moonraker.PATHS, *of_octoprint.PATHS, *of_prusalink.PATHS)))
ABILITIES: Mapping[str, Abilities] = {
    "moonraker": moonraker.ABILITIES,
    "octoprint": octoprint.ABILITIES,
    "prusalink": prusalink.ABILITIES,
}


async def probe(access: HttpAccess, session: aiohttp.ClientSession) -> Found | None:
    """Return what answers there, None for nothing that we know. One question after another: some have few connections.

    Raises aiohttp.ClientError, OSError or TimeoutError when nobody answers at all.
    """
    told: dict[str, HttpAnswer] = {}
    for path in PATHS:
        try:
            told[path] = await _ask(access, path, session)
        except (aiohttp.ClientError, OSError, TimeoutError):
            if not told:
                raise
    return recognise(told)


def recognise(answers: Mapping[str, HttpAnswer]) -> Found | None:
    """Return what answered GETs of PATHS. Pure."""
    return next((found for known in RECOGNISERS if (found := known(answers)) is not None), None)


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
