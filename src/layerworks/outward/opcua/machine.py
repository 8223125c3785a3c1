"""One machine in the address space: what stands for good, and what comes with its heaters and spools."""

from dataclasses import dataclass, field

from asyncua import ua
from asyncua.common.node import Node
from asyncua.ua.object_ids import ObjectIds

from layerworks.outward.opcua.nodes import UINT32, Nodes, counted, standard, unit
from layerworks.outward.opcua.specification import (
    ACTIVE_PROGRAM,
    ADDITIVE,
    ADDITIVE_MACHINE,
    ANALOG_UNIT,
    BASE,
    CELSIUS,
    DEVICES,
    EQUIPMENT,
    FEEDSTOCK,
    FEEDSTOCK_LIST,
    FOLDER,
    GRAM,
    IDENTIFICATION,
    ITEM_STATE,
    MACHINE,
    MACHINE_PROCESS_VALUE,
    MACHINE_TOOL,
    MACHINERY,
    MATERIAL_EXTRUSION,
    MONITORING,
    NOTIFICATION,
    OPERATION,
    OURS,
    PADIM,
    PROCESS_VALUES,
    PRODUCTION,
    PROGRAM_STATE,
    PROPERTY,
    SETPOINT_VARIABLE,
    SIGNAL_VARIABLE,
    STATE_VARIABLE,
    VARIABLE,
    FeedstockFunction,
    Kind,
    OperationMode,
    SensorCategory,
)

HOTTEST_C = 500.0  # no heater of a filament printer is above


@dataclass(frozen=True, slots=True)
class Nameplate:
    """What is known of a machine for good. uri: of the machine, for good and nobody else's."""

    maker: str
    model: str
    uri: str


@dataclass(slots=True, eq=False)
class Shown:
    """The nodes of one machine by their paths, and what was written to them last.

    blocks: leads to its building blocks once more.
    """

    name: str
    node: ua.NodeId
    blocks: ua.NodeId
    things: dict[str, ua.NodeId] = field(default_factory=dict[str, ua.NodeId])
    variables: dict[str, Node] = field(default_factory=dict[str, Node])
    written: dict[str, object] = field(default_factory=dict[str, object])

    def path(self, inside: str) -> str:
        """Return the path of a node among all machines'."""
        return f"{self.name}/{inside}"


async def add_machine(nodes: Nodes, machines: ua.NodeId, machine: str, plate: Nameplate) -> Shown:
    """Add what OPC 40540 demands of a machine: identification, equipment, monitoring, production, notification."""
    node = await nodes.thing(machines, nodes.own(machine), (OURS, machine), MACHINE, ObjectIds.Organizes)
    shown = Shown(machine, node, nodes.own(f"{machine}/MachineryBuildingBlocks"))
    await nodes.thing(node, shown.blocks, (MACHINERY, "MachineryBuildingBlocks"), FOLDER)
    identification = await _thing(nodes, shown, "Identification", DEVICES, IDENTIFICATION, ObjectIds.HasAddIn)
    await _identify(nodes, shown, identification, plate)
    state = await _thing(nodes, shown, "MachineryItemState", MACHINERY, ITEM_STATE, ObjectIds.HasAddIn)
    await _state(nodes, shown, "MachineryItemState")
    for block in (identification, state):
        await nodes.server.get_node(shown.blocks).add_reference(block, ObjectIds.HasAddIn)
    await _thing(nodes, shown, "Equipment", MACHINE_TOOL, EQUIPMENT)
    await _thing(nodes, shown, "Notification", MACHINE_TOOL, NOTIFICATION)
    await _thing(nodes, shown, "Monitoring", MACHINE_TOOL, MONITORING)
    operation = await _thing(nodes, shown, "Monitoring/MachineTool", MACHINE_TOOL, OPERATION)
    path = "Monitoring/MachineTool/OperationMode"
    shown.variables[path] = await nodes.chosen(
        operation, shown.path(path), (MACHINE_TOOL, "OperationMode"), VARIABLE, OperationMode.AUTOMATIC
    )
    await _thing(nodes, shown, "Monitoring/Process", MACHINERY, FOLDER)
    await _thing(nodes, shown, "Production", MACHINE_TOOL, PRODUCTION)
    program = await _thing(nodes, shown, "Production/ActiveProgram", MACHINE_TOOL, ACTIVE_PROGRAM)
    for name, kind in (("Name", PROPERTY), ("JobIdentifier", VARIABLE)):
        path = f"Production/ActiveProgram/{name}"
        shown.variables[path] = await nodes.plain(program, shown.path(path), (MACHINE_TOOL, name), kind, "")
    path = shown.path("Production/ActiveProgram/NumberInList")
    first = ua.Variant(0, ua.VariantType.UInt16)
    data = standard(ObjectIds.UInt16)
    await nodes.variable(program, nodes.own(path), (BASE, "NumberInList"), PROPERTY, first, data)
    await _thing(nodes, shown, "Production/ActiveProgram/State", MACHINE_TOOL, PROGRAM_STATE)
    await _state(nodes, shown, "Production/ActiveProgram/State")
    return shown


async def add_sensor(nodes: Nodes, shown: Shown, heater: str) -> None:
    """Add a heater's temperature and what it is to be."""
    inside = f"Monitoring/Process/{heater}"
    sensor = await _thing(nodes, shown, inside, OURS, MACHINE_PROCESS_VALUE)
    for space, name, kind in (
        (PADIM, "AnalogSignal", SIGNAL_VARIABLE),
        (PROCESS_VALUES, "ProcessValueSetpoint", SETPOINT_VARIABLE),
    ):
        path = f"{inside}/{name}"
        node = await nodes.plain(sensor, shown.path(path), (space, name), kind, 0.0)
        shown.variables[path] = node
        for text, value in (("EngineeringUnits", unit(CELSIUS)), ("EURange", ua.Range(0.0, HOTTEST_C))):
            await nodes.plain(node.nodeid, shown.path(f"{path}/{text}"), (BASE, text), PROPERTY, value)
    await nodes.chosen(
        sensor, shown.path(f"{inside}/Category"), (ADDITIVE, "Category"), PROPERTY, SensorCategory.PROCESS_MONITORING
    )


async def add_feedstock(nodes: Nodes, shown: Shown, tool: int) -> None:
    """Add what is loaded for a tool; its values are written afterwards."""
    everything = "Equipment/Feedstock"
    if everything not in shown.things:
        await _thing(nodes, shown, everything, ADDITIVE, FEEDSTOCK_LIST)
    inside = f"{everything}/{tool}"
    spool = await _thing(nodes, shown, inside, OURS, FEEDSTOCK)
    for name in ("Identifier", "Name"):
        path = f"{inside}/{name}"
        shown.variables[path] = await nodes.plain(spool, shown.path(path), (ADDITIVE, name), PROPERTY, "")
    path = f"{inside}/RemainingQuantity"
    left = await nodes.plain(spool, shown.path(path), (ADDITIVE, "RemainingQuantity"), ANALOG_UNIT, 0.0)
    shown.variables[path] = left
    name = (BASE, "EngineeringUnits")
    await nodes.plain(left.nodeid, shown.path(f"{path}/EngineeringUnits"), name, PROPERTY, unit(GRAM))
    await nodes.chosen(
        spool, shown.path(f"{inside}/Function"), (ADDITIVE, "Function"), VARIABLE, FeedstockFunction.MAIN
    )


async def remove(nodes: Nodes, shown: Shown, inside: str) -> None:
    """Take a part of a machine away with all that stands below."""
    await nodes.server.delete_nodes([nodes.server.get_node(shown.things.pop(inside))], recursive=True)
    for path in [path for path in shown.variables if path.startswith(f"{inside}/")]:
        del shown.variables[path]
        shown.written.pop(path, None)


async def _identify(nodes: Nodes, shown: Shown, identification: ua.NodeId, plate: Nameplate) -> None:
    told: list[tuple[str, str, str | ua.LocalizedText]] = [
        (DEVICES, "Manufacturer", ua.LocalizedText(plate.maker, "en")),
        (DEVICES, "Model", ua.LocalizedText(plate.model, "en")),
        (DEVICES, "ProductInstanceUri", plate.uri),
        (DEVICES, "SerialNumber", shown.name),
        (DEVICES, "AssetId", shown.name),
        (DEVICES, "DeviceClass", ADDITIVE_MACHINE),
        (ADDITIVE, "AMTechnologyIdentifier", MATERIAL_EXTRUSION),
    ]
    for space, name, value in told:
        await nodes.plain(identification, shown.path(f"Identification/{name}"), (space, name), PROPERTY, value)


async def _state(nodes: Nodes, shown: Shown, inside: str) -> None:
    """Add the present state of a state machine; its values are written afterwards."""
    path = f"{inside}/CurrentState"
    here = (BASE, "CurrentState")
    current = await nodes.plain(
        shown.things[inside], shown.path(path), here, STATE_VARIABLE, ua.LocalizedText("", "en")
    )
    shown.variables[path] = current
    shown.variables[f"{path}/Id"] = await nodes.plain(
        current.nodeid, shown.path(f"{path}/Id"), (BASE, "Id"), PROPERTY, ua.NodeId()
    )
    shown.variables[f"{path}/Number"] = await nodes.variable(
        current.nodeid, nodes.own(shown.path(f"{path}/Number")), (BASE, "Number"), PROPERTY, counted(0), UINT32
    )


async def _thing(
    nodes: Nodes, shown: Shown, inside: str, space: str, kind: Kind, by: int = ObjectIds.HasComponent
) -> ua.NodeId:
    above, _, name = inside.rpartition("/")
    parent = shown.things[above] if above else shown.node
    shown.things[inside] = await nodes.thing(parent, nodes.own(shown.path(inside)), (space, name), kind, by)
    return shown.things[inside]
