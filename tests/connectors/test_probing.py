"""What a probe finds at the addresses of every brand, real ones where they are installed."""

import asyncio
from typing import Any

import aiohttp
import pytest

from connectors.conformance.conftest import NETWORKED, make_bench, moonraker, network, octoprint
from layerworks.connectors.found import Found, HttpAnswer
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.probing import RECOGNISERS, found_at
from layerworks.fleet import Connector

__all__ = ["moonraker", "network", "octoprint"]


def probed(access: HttpAccess) -> Found | None:
    async def ask() -> Found | None:
        async with aiohttp.ClientSession() as session:
            return await found_at(access, session)

    return asyncio.run(ask())


@pytest.mark.parametrize("brand", NETWORKED)
def test_every_brand_is_found_with_its_key_and_without(brand: str, request: pytest.FixtureRequest):
    bench: Any = make_bench(brand, request)
    try:
        found, shut = (
            probed(HttpAccess(bench.url.partition("#")[0], bench.key)),
            probed(HttpAccess(bench.url.partition("#")[0])),
        )
        connector: Connector = bench.connector
    finally:
        bench.close()
    assert found is not None
    assert (found.brand, found.needs_key) == (bench.brand, False)
    assert shut is not None
    assert shut.brand == bench.brand
    assert connector.abilities.commands


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(200, body=b"<html>hello</html>"),
        HttpAnswer(404),
        HttpAnswer(401, {"WWW-Authenticate": "Basic"}),
    ],
)
def test_something_else_is_nothing_we_know(answer: HttpAnswer):
    for paths, recognise in RECOGNISERS:
        assert recognise(dict.fromkeys(paths, answer)) is None
