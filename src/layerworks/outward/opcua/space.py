"""The address space: machines as OPC 40001-1 has clients look for them, each as OPC 40540 builds a machine.

Types of the companion specifications have their own NodeIds here and stand without their full declarations: a client
that looks for machines by type finds them; for the rest of a declaration there is the specification's node set.
"""

from asyncua import ua
from asyncua.server.server import Server
from asyncua.ua.object_ids import ObjectIds

from layerworks.outward.opcua.machine import Nameplate, Shown, add_feedstock, add_machine, add_sensor, remove
from layerworks.outward.opcua.nodes import Nodes, chosen, counted
from layerworks.outward.opcua.specification import (
    BASE,
    FOLDER,
    ITEM_STATE,
    ITEM_STATES,
    MACHINERY,
    MACHINES_FOLDER,
    NAMESPACES,
    OURS,
    PROGRAM_STATE,
    PROGRAM_STATES,
    VARIABLE,
    browse_name,
)
from layerworks.outward.opcua.variables import (
    Value,
    feedstock,
    item_state,
    monitored,
    operation_mode,
    program,
    program_state,
)
from layerworks.outward.sight import Sight

__all__ = ["Nameplate", "Space", "open_space"]


class Space:
    """All machines of a server."""

    def __init__(self, nodes: Nodes, machines: ua.NodeId) -> None:
        """Hold what `open_space` made."""
        self._nodes, self._machines = nodes, machines
        self._shown: dict[str, Shown] = {}

    async def show(self, machine: str, sight: Sight | None, nameplate: Nameplate) -> None:
        """Show a machine as it is now, or no more."""
        shown = self._shown.get(machine)
        if sight is None:
            if shown is not None:
                server = self._nodes.server
                await server.delete_nodes([server.get_node(shown.blocks)])  # or what it leads to would be met twice
                await server.delete_nodes([server.get_node(shown.node)], recursive=True)
                del self._shown[machine]
            return
        if shown is None:
            shown = self._shown[machine] = await add_machine(self._nodes, self._machines, machine, nameplate)
        await self._show_states(shown, sight)
        for name, value in program(sight).items():
            await self._write(shown, f"Production/ActiveProgram/{name}", value)
        for name, value in monitored(sight).items():
            await self._show_own(shown, f"Monitoring/{name}", value)
        await self._show_heaters(shown, sight)
        await self._show_feedstock(shown, sight)

    async def _show_states(self, shown: Shown, sight: Sight) -> None:
        for path, state, kind, numbers in (
            ("MachineryItemState", item_state(sight), ITEM_STATE, ITEM_STATES),
            ("Production/ActiveProgram/State", program_state(sight), PROGRAM_STATE, PROGRAM_STATES),
        ):
            if shown.written.get(path) != state:
                shown.written[path] = state
                current = f"{path}/CurrentState"
                node = self._nodes.numbered(kind.space, numbers[state])
                await shown.variables[current].write_value(ua.LocalizedText(browse_name(state), "en"))
                await shown.variables[f"{current}/Id"].write_value(node)
                await shown.variables[f"{current}/Number"].write_value(counted(state))
        mode, path = operation_mode(sight), "Monitoring/MachineTool/OperationMode"
        if shown.written.get(path) != mode:
            shown.written[path] = mode
            await shown.variables[path].write_value(chosen(mode))

    async def _show_own(self, shown: Shown, path: str, value: Value) -> None:
        """Write a variable that no specification has; make it first where there is none."""
        if path not in shown.variables:
            folder, _, name = path.rpartition("/")
            shown.variables[path] = await self._nodes.plain(
                shown.things[folder], shown.path(path), (OURS, name), VARIABLE, value
            )
            shown.written[path] = value
        await self._write(shown, path, value)

    async def _show_heaters(self, shown: Shown, sight: Sight) -> None:
        for heater in sight.heaters:
            inside = f"Monitoring/Process/{heater.name}"
            if inside not in shown.things:
                await add_sensor(self._nodes, shown, heater.name)
            await self._write(shown, f"{inside}/AnalogSignal", float(heater.actual_c))
            await self._write(shown, f"{inside}/ProcessValueSetpoint", float(heater.target_c))

    async def _show_feedstock(self, shown: Shown, sight: Sight) -> None:
        loaded = feedstock(sight)
        everything = "Equipment/Feedstock"
        here = {f"{everything}/{one.tool}" for one in loaded}
        for gone in [path for path in shown.things if path.startswith(f"{everything}/") and path not in here]:
            await remove(self._nodes, shown, gone)
        if not loaded and everything in shown.things:  # a list that stands holds something
            await remove(self._nodes, shown, everything)
        for one in loaded:
            inside = f"{everything}/{one.tool}"
            if inside not in shown.things:
                await add_feedstock(self._nodes, shown, one.tool)
            await self._write(shown, f"{inside}/Identifier", one.identifier)
            await self._write(shown, f"{inside}/Name", one.name)
            await self._write(shown, f"{inside}/RemainingQuantity", one.remaining_g)

    async def _write(self, shown: Shown, path: str, value: Value) -> None:
        """Write a variable where it is different."""
        if path in shown.written and _same(shown.written[path], value):
            return
        shown.written[path] = value
        await shown.variables[path].write_value(value)


async def open_space(server: Server) -> Space:
    """Make what stands in the address space before any machine does."""
    index = {BASE: 0} | {uri: await server.register_namespace(uri) for uri in NAMESPACES}
    nodes = Nodes(server, index)
    await nodes.declare()
    machines = await nodes.thing(
        server.get_objects_node().nodeid,
        nodes.numbered(MACHINERY, MACHINES_FOLDER),
        (MACHINERY, "Machines"),
        FOLDER,
        ObjectIds.Organizes,
    )
    return Space(nodes, machines)


def _same(one: object, other: Value) -> bool:
    return one == other or (one != one and other != other)
