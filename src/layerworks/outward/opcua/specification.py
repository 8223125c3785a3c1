"""Names and numbers of the companion specifications that machines are shown by. Facts; needs no library.

Sources: OPC 40540 “Additive Manufacturing” 1.0.0, OPC 40501-1 “Machine Tools” 1.02, OPC 40001-1 “Machinery” 1.03,
OPC 40001-2 “Process Values” 1.00, OPC 30081 “PA-DIM” 1.0, OPC 10000-100 “Devices” 1.04, each with its
published NodeIds.
"""

from dataclasses import dataclass
from enum import IntEnum

BASE = "http://opcfoundation.org/UA/"
DEVICES = f"{BASE}DI/"
PADIM = f"{BASE}PADIM/"
MACHINERY = f"{BASE}Machinery/"
PROCESS_VALUES = f"{BASE}Machinery/ProcessValues/"
MACHINE_TOOL = f"{BASE}MachineTool/"
ADDITIVE = f"{BASE}AdditiveManufacturing/"
OURS = "urn:layerworks:fdm"
NAMESPACES = (DEVICES, PADIM, MACHINERY, PROCESS_VALUES, MACHINE_TOOL, ADDITIVE, OURS)

ADDITIVE_MACHINE = "Additive Manufacturing machine"  # DeviceClass, OPC 40540, 8.2
MATERIAL_EXTRUSION = "MEX"  # AMTechnologyIdentifier, OPC 40540, table 16


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: its NodeId (namespace and number), its name, and the type it is a subtype of, None for what always is."""

    space: str
    number: int
    name: str
    above: "Kind | None" = None


# what every server has, OPC 10000-5 and 10000-8
BASE_OBJECT = Kind(BASE, 58, "BaseObjectType")
FOLDER = Kind(BASE, 61, "FolderType")
STATE_MACHINE = Kind(BASE, 2771, "FiniteStateMachineType")
STATE = Kind(BASE, 2307, "StateType")
STATE_VARIABLE = Kind(BASE, 2760, "FiniteStateVariableType")
VARIABLE = Kind(BASE, 63, "BaseDataVariableType")
PROPERTY = Kind(BASE, 68, "PropertyType")
ANALOG_UNIT = Kind(BASE, 17497, "AnalogUnitType")
ANALOG_UNIT_RANGE = Kind(BASE, 17570, "AnalogUnitRangeType")
ENUMERATION = Kind(BASE, 29, "Enumeration")

GROUP = Kind(DEVICES, 1005, "FunctionalGroupType", FOLDER)
ITEM_IDENTIFICATION = Kind(MACHINERY, 1004, "MachineryItemIdentificationType", GROUP)
MACHINE_IDENTIFICATION = Kind(MACHINERY, 1012, "MachineIdentificationType", ITEM_IDENTIFICATION)
TOOL_IDENTIFICATION = Kind(MACHINE_TOOL, 11, "MachineToolIdentificationType", MACHINE_IDENTIFICATION)
IDENTIFICATION = Kind(ADDITIVE, 1004, "MachineIdentificationAMType", TOOL_IDENTIFICATION)
ITEM_STATE = Kind(MACHINERY, 1002, "MachineryItemState_StateMachineType", STATE_MACHINE)
SIGNAL = Kind(PADIM, 1008, "SignalType", BASE_OBJECT)
ANALOG_SIGNAL = Kind(PADIM, 1022, "AnalogSignalType", SIGNAL)
PROCESS_VALUE = Kind(PROCESS_VALUES, 1003, "ProcessValueType", ANALOG_SIGNAL)
MACHINE_PROCESS_VALUE = Kind(ADDITIVE, 1002, "ProcessValueAMType", PROCESS_VALUE)
MONITORING = Kind(MACHINE_TOOL, 14, "MonitoringType", BASE_OBJECT)
OPERATION = Kind(MACHINE_TOOL, 26, "MachineOperationMonitoringType", BASE_OBJECT)
PRODUCTION = Kind(MACHINE_TOOL, 21, "ProductionType", BASE_OBJECT)
PROGRAM = Kind(MACHINE_TOOL, 59, "ProductionProgramType", BASE_OBJECT)
ACTIVE_PROGRAM = Kind(MACHINE_TOOL, 32, "ProductionActiveProgramType", PROGRAM)
PRODUCTION_STATE = Kind(MACHINE_TOOL, 24, "ProductionStateMachineType", STATE_MACHINE)
PROGRAM_STATE = Kind(MACHINE_TOOL, 15, "ProductionProgramStateMachineType", PRODUCTION_STATE)
NOTIFICATION = Kind(MACHINE_TOOL, 7, "NotificationType", BASE_OBJECT)
TOOL_EQUIPMENT = Kind(MACHINE_TOOL, 12, "EquipmentType", BASE_OBJECT)
EQUIPMENT = Kind(ADDITIVE, 1003, "EquipmentAMType", TOOL_EQUIPMENT)
FEEDSTOCK = Kind(ADDITIVE, 1000, "FeedstockType", BASE_OBJECT)
FEEDSTOCK_LIST = Kind(ADDITIVE, 1001, "FeedstockListType", BASE_OBJECT)
TOOL = Kind(MACHINE_TOOL, 13, "MachineToolType", BASE_OBJECT)
MACHINE = Kind(ADDITIVE, 1005, "AdditiveManufacturingType", TOOL)
OBJECT_KINDS = (
    GROUP, ITEM_IDENTIFICATION, MACHINE_IDENTIFICATION, TOOL_IDENTIFICATION, IDENTIFICATION, ITEM_STATE, SIGNAL,
    ANALOG_SIGNAL, PROCESS_VALUE, MACHINE_PROCESS_VALUE, MONITORING, OPERATION, PRODUCTION, PROGRAM, ACTIVE_PROGRAM,
    PRODUCTION_STATE, PROGRAM_STATE, NOTIFICATION, TOOL_EQUIPMENT, EQUIPMENT, FEEDSTOCK, FEEDSTOCK_LIST, TOOL, MACHINE,
)  # fmt: skip

SIGNAL_VARIABLE = Kind(PADIM, 1111, "AnalogSignalVariableType", ANALOG_UNIT_RANGE)
SETPOINT_VARIABLE = Kind(PROCESS_VALUES, 2003, "ProcessValueSetpointVariableType", ANALOG_UNIT_RANGE)
VARIABLE_KINDS = (SIGNAL_VARIABLE, SETPOINT_VARIABLE)

MACHINES_FOLDER = 1001  # in MACHINERY


class ItemState(IntEnum):
    """State of a machinery item, with the numbers of OPC 40001-1, 12.2."""

    NOT_AVAILABLE = 0
    OUT_OF_SERVICE = 1
    NOT_EXECUTING = 2
    EXECUTING = 3


class ProgramState(IntEnum):
    """State of a program, with the numbers of OPC 40501-1; the first is where a machine begins."""

    INITIALIZING = 0
    RUNNING = 1
    ENDED = 2
    INTERRUPTED = 3
    ABORTED = 4


class OperationMode(IntEnum):
    """How a machine is worked with (OPC 40501-1, 12.5)."""

    MANUAL = 0
    AUTOMATIC = 1
    SETUP = 2
    AUTO_WITH_MANUAL_INTERVENTION = 3
    SERVICE = 4
    OTHER = 5


class FeedstockFunction(IntEnum):
    """What a feedstock is for (OPC 40540, 10.2)."""

    UNDEFINED = 0
    MAIN = 1
    ANCILLARY = 2
    CONSUMABLE = 3


class SensorSeverity(IntEnum):
    """What a sensor's value means for production (OPC 40540, 10.3)."""

    INFO = 0
    CRITICAL = 1


class SensorCategory(IntEnum):
    """What a sensor is for (OPC 40540, 10.4)."""

    MACHINE_HEALTH = 0
    MAINTENANCE_TRACKING = 1
    PROCESS_MONITORING = 2


def browse_name(value: IntEnum) -> str:
    """Return the name of a state or a value in the information model."""
    return "".join(word.capitalize() for word in value.name.split("_"))


ITEM_STATES: dict[IntEnum, int] = {  # NodeIds of the states, in MACHINERY
    ItemState.OUT_OF_SERVICE: 5004,
    ItemState.NOT_AVAILABLE: 5005,
    ItemState.EXECUTING: 5006,
    ItemState.NOT_EXECUTING: 5007,
}
PROGRAM_STATES: dict[IntEnum, int] = {  # in MACHINE_TOOL
    ProgramState.ABORTED: 5037,
    ProgramState.ENDED: 5038,
    ProgramState.INITIALIZING: 5039,
    ProgramState.INTERRUPTED: 5040,
    ProgramState.RUNNING: 5041,
}
STATES = ((ITEM_STATE, ITEM_STATES), (PROGRAM_STATE, PROGRAM_STATES))
ENUMERATIONS: dict[type[IntEnum], Kind] = {
    FeedstockFunction: Kind(ADDITIVE, 3000, "FeedstockFunction", ENUMERATION),
    SensorSeverity: Kind(ADDITIVE, 3002, "SensorSeverity", ENUMERATION),
    SensorCategory: Kind(ADDITIVE, 3003, "SensorCategory", ENUMERATION),
    OperationMode: Kind(MACHINE_TOOL, 65, "MachineOperationMode", ENUMERATION),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of UNECE recommendation 20."""

    code: str
    symbol: str
    name: str

    @property
    def number(self) -> int:
        """The code as OPC 10000-8, 5.6.3 makes a number of it."""
        return int.from_bytes(self.code.encode("ascii"), "big")


CELSIUS = Unit("CEL", "°C", "degree Celsius")
GRAM = Unit("GRM", "g", "gram")
UNITS_SPACE = "http://www.opcfoundation.org/UA/units/un/cefact"
