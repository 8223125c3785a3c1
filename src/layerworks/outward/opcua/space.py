"""The address space: machines as OPC 40001-1 has clients look for them, with their identification, parts and state.

Types of the companion specifications have their own NodeIds here and stand without their full declarations: a client
that looks for machines by type finds them; for the rest of a declaration there is the specification's node set.
"""

from dataclasses import dataclass, field

from asyncua import ua
from asyncua.common.node import Node
from asyncua.server.server import Server
from asyncua.ua.object_ids import ObjectIds

from layerworks.outward.opcua.variables import ItemState, Value, heated, item_state, monitored
from layerworks.outward.sight import Sight

DI = "http://opcfoundation.org/UA/DI/"
MACHINERY = "http://opcfoundation.org/UA/Machinery/"
OURS = "urn:layerworks:fdm"
FUNCTIONAL_GROUP = 1005  # in DI
MACHINES, ITEM_STATE, ITEM_IDENTIFICATION, COMPONENTS, IDENTIFICATION = 1001, 1002, 1004, 1006, 1012  # in Machinery
STATES = {
    ItemState.OUT_OF_SERVICE: 5004,
    ItemState.NOT_AVAILABLE: 5005,
    ItemState.EXECUTING: 5006,
    ItemState.NOT_EXECUTING: 5007,
}


@dataclass(frozen=True, slots=True)
class Nameplate:
    """What is known of a machine for good. uri: of the machine, for good and nobody else's."""

    maker: str
    model: str
    uri: str


@dataclass(slots=True, eq=False)
class Shown:
    """The nodes of one machine, and what was written to them last. blocks: leads to its building blocks once more."""

    node: Node
    blocks: Node
    variables: dict[str, Node] = field(default_factory=dict[str, Node])
    written: dict[str, Value] = field(default_factory=dict[str, Value])


class Space:
    """All machines of a server."""

    def __init__(self, server: Server, di: int, machinery: int, ours: int, machines: Node) -> None:
        """Hold what `open_space` made."""
        self._server, self._di, self._machinery, self._ours, self._machines = server, di, machinery, ours, machines
        self._shown: dict[str, Shown] = {}

    async def show(self, machine: str, sight: Sight | None, nameplate: Nameplate) -> None:
        """Show a machine as it is now, or no more."""
        shown = self._shown.get(machine)
        if sight is None:
            if shown is not None:
                await self._server.delete_nodes([shown.blocks])  # or what it leads to would be met twice
                await self._server.delete_nodes([shown.node], recursive=True)
                del self._shown[machine]
            return
        if shown is None:
            shown = self._shown[machine] = await self._add(machine, nameplate)
        state = item_state(sight)
        values: dict[str, Value] = {f"Monitoring/{name}": value for name, value in monitored(sight).items()}
        for heater, told in heated(sight).items():
            values |= {f"Components/{heater}/{name}": value for name, value in told.items()}
        for path, value in values.items():
            await self._write(shown, path, value)
        if shown.written.get("state") != float(state):
            shown.written["state"] = float(state)
            await shown.variables["state"].write_value(ua.LocalizedText(state.browse_name, "en"))
            await shown.variables["state/Id"].write_value(_id(STATES[state], self._machinery))
            await shown.variables["state/Number"].write_value(int(state), ua.VariantType.UInt32)

    async def _add(self, machine: str, nameplate: Nameplate) -> Shown:
        own = self._ours
        node = await self._machines.add_object(_id(machine, own), _name(machine, own))
        in_blocks = _name("MachineryBuildingBlocks", self._machinery)
        shown = Shown(node, await node.add_folder(self._id(machine, "MachineryBuildingBlocks"), in_blocks))
        plate = await self._add_in(shown, machine, "Identification", self._di, IDENTIFICATION)
        words = {"Manufacturer": nameplate.maker, "Model": nameplate.model}
        for name, text in words.items():
            await self._property(plate, machine, name, self._di, ua.LocalizedText(text, "en"))
        for name, text in {"ProductInstanceUri": nameplate.uri, "SerialNumber": machine, "AssetId": machine}.items():
            await self._property(plate, machine, name, self._di, text)
        parts = await self._add_in(shown, machine, "Components", self._machinery, COMPONENTS)
        shown.variables["Components"] = parts
        state = await self._add_in(shown, machine, "MachineryItemState", self._machinery, ITEM_STATE)
        current = await state.add_variable(
            self._id(machine, "CurrentState"), _name("CurrentState", 0), ua.LocalizedText("", "en")
        )
        await _retype(current, ObjectIds.BaseDataVariableType, _id(ObjectIds.FiniteStateVariableType, 0))
        shown.variables["state"] = current
        shown.variables["state/Id"] = await current.add_property(
            self._id(machine, "CurrentState/Id"), _name("Id", 0), ua.NodeId()
        )
        shown.variables["state/Number"] = await current.add_property(
            self._id(machine, "CurrentState/Number"), _name("Number", 0), 0, ua.VariantType.UInt32
        )
        for block in (plate, parts, state):
            await shown.blocks.add_reference(block, ObjectIds.HasAddIn)
        shown.variables["Monitoring"] = await node.add_folder(self._id(machine, "Monitoring"), _name("Monitoring", own))
        return shown

    async def _add_in(self, shown: Shown, machine: str, name: str, index: int, kind: int) -> Node:
        node = await shown.node.add_object(self._id(machine, name), _name(name, index))
        await _retype(node, ObjectIds.BaseObjectType, _id(kind, self._machinery))
        await shown.node.delete_reference(node, ObjectIds.HasComponent)
        await shown.node.add_reference(node, ObjectIds.HasAddIn)
        return node

    async def _property(self, parent: Node, machine: str, name: str, index: int, value: str | ua.LocalizedText) -> None:
        await parent.add_property(self._id(machine, f"Identification/{name}"), _name(name, index), value)

    async def _write(self, shown: Shown, path: str, value: Value) -> None:
        """Write a variable where it is different; make it first where there is none."""
        if path in shown.written and _same(shown.written[path], value):
            return
        shown.written[path] = value
        if (node := shown.variables.get(path)) is not None:
            await node.write_value(value)
            return
        folder, _, name = path.rpartition("/")
        if folder not in shown.variables:
            above, _, part = folder.rpartition("/")
            shown.variables[folder] = await shown.variables[above].add_object(
                self._id_of(shown, folder), _name(part, self._ours)
            )
        shown.variables[path] = await shown.variables[folder].add_variable(
            self._id_of(shown, path), _name(name, self._ours), value
        )

    def _id(self, machine: str, path: str) -> ua.NodeId:
        return _id(f"{machine}/{path}", self._ours)

    def _id_of(self, shown: Shown, path: str) -> ua.NodeId:
        return _id(f"{shown.node.nodeid.Identifier}/{path}", self._ours)


async def open_space(server: Server) -> Space:
    """Make what stands in the address space before any machine does."""
    di = await server.register_namespace(DI)
    machinery = await server.register_namespace(MACHINERY)
    ours = await server.register_namespace(OURS)
    folder, state_machine = (
        server.get_node(ObjectIds.FolderType),
        server.get_node(ObjectIds.FiniteStateMachineType),
    )

    async def kind(above: Node, number: int, name: str, index: int = machinery) -> Node:
        return await above.add_object_type(_id(number, index), _name(name, index))

    group = await kind(folder, FUNCTIONAL_GROUP, "FunctionalGroupType", di)
    item = await kind(group, ITEM_IDENTIFICATION, "MachineryItemIdentificationType")
    await kind(item, IDENTIFICATION, "MachineIdentificationType")
    await kind(server.get_node(ObjectIds.BaseObjectType), COMPONENTS, "MachineComponentsType")
    states = await kind(state_machine, ITEM_STATE, "MachineryItemState_StateMachineType")
    for state, identifier in STATES.items():
        node = await states.add_object(_id(identifier, machinery), _name(state.browse_name, machinery))
        await _retype(node, ObjectIds.BaseObjectType, _id(ObjectIds.StateType, 0))
        own = _id(f"{state.browse_name}/StateNumber", ours)
        await node.add_property(own, _name("StateNumber", 0), int(state), ua.VariantType.UInt32)
    objects = server.get_objects_node()
    machines = await objects.add_folder(_id(MACHINES, machinery), _name("Machines", machinery))
    return Space(server, di, machinery, ours, machines)


async def _retype(node: Node, was: int, now: ua.NodeId) -> None:
    """Give a node another type, without copies of that type's parts: they would take ids that are others'."""
    await node.delete_reference(_id(was, 0), ObjectIds.HasTypeDefinition)
    await node.add_reference(now, ObjectIds.HasTypeDefinition)


def _same(one: Value, other: Value) -> bool:
    return one == other or (one != one and other != other)


def _id(identifier: str | int, index: int) -> ua.NodeId:
    of = ua.String(identifier) if isinstance(identifier, str) else ua.Int32(identifier)
    return ua.NodeId(of, ua.Int16(index))


def _name(text: str, index: int) -> ua.QualifiedName:
    return ua.QualifiedName(text, ua.UInt16(index))
