"""Machines in an address space, as they come, change and go."""

import asyncio
from dataclasses import replace

from asyncua.server.server import Server

from layerworks.outward.opcua.space import Nameplate, open_space
from layerworks.outward.sight import Heater, Sight, Spool

PLATE = Nameplate("Prusa", "MK4S", "urn:uuid:1")
IDLE = Sight("m1", "prusa-mk4s", True, "idle", heaters=(Heater("bed", 60.0, 0.0),))


def test_spools_come_and_go_with_their_list_and_a_machine_that_is_gone_leaves_nothing():
    async def check() -> None:
        server = Server()
        await server.init()
        space = await open_space(server)
        names = server.iserver.aspace._nodes
        before = set(names)

        async def show(sight: Sight | None) -> set[str]:
            await space.show("m1", sight, PLATE)
            return {str(name.Identifier) for name in set(names) - before}

        assert "m1/Equipment/Feedstock" not in await show(IDLE)
        two = (Spool(0, "pla", "lot 7", 812.5), Spool(3, "petg", "", None))
        there = await show(replace(IDLE, spools=two))
        assert {"m1/Equipment/Feedstock/0/Identifier", "m1/Equipment/Feedstock/3/RemainingQuantity"} <= there
        there = await show(replace(IDLE, spools=two[1:]))
        assert "m1/Equipment/Feedstock/3/Name" in there
        assert not [name for name in there if name.startswith("m1/Equipment/Feedstock/0")]
        assert not [name for name in await show(IDLE) if "Feedstock" in name]
        assert "m1/Equipment/Feedstock/0/Identifier" in await show(replace(IDLE, spools=two))
        assert await show(None) == set()

    asyncio.run(check())
