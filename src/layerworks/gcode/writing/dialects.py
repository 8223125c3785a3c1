"""How each firmware says what the toolpath means. A new dialect is one more row here."""

from dataclasses import dataclass

from layerworks.gcode.program import Dialect


@dataclass(frozen=True, slots=True)
class Words:
    """Templates of one dialect (`str.format`), each one or more whole lines; empty where it has no such command.

    laying_accel, travel_accel: what stands before the number in mm/s²; equal where one acceleration serves both.
    fan: `share` 0…1, `byte` 0…255. objects: `count`; define_object: `number`, `name`, `center`, `polygon`.
    layer: `number` from 1; layers: `count`. progress: `percent`, `minutes` left.
    """

    laying_accel: str
    travel_accel: str
    fan: str
    fan_off: str = "M107\n"
    nozzle: str = "M104 S{c:g}\n"
    bed: str = "M140 S{c:g}\n"
    objects: str = ""
    define_object: str = ""
    start_object: str = ""
    stop_object: str = ""
    layers: str = ""
    layer: str = ""
    progress: str = "M73 P{percent} R{minutes}\n"


WORDS: dict[Dialect, Words] = {
    # Klipper docs/G-Codes.md: one acceleration for all moves, names instead of numbers for objects
    "klipper": Words(
        laying_accel="SET_VELOCITY_LIMIT ACCEL=",
        travel_accel="SET_VELOCITY_LIMIT ACCEL=",
        fan="M106 S{byte}\n",
        define_object="EXCLUDE_OBJECT_DEFINE NAME={name} CENTER={center} POLYGON={polygon}\n",
        start_object="EXCLUDE_OBJECT_START NAME={name}\n",
        stop_object="EXCLUDE_OBJECT_END NAME={name}\n",
        layers="SET_PRINT_STATS_INFO TOTAL_LAYER={count}\n",
        layer="SET_PRINT_STATS_INFO CURRENT_LAYER={number}\n",
    ),
    # Marlin: M486 knows numbers only; its parser would take the letters of a name for parameters
    "marlin": Words(
        laying_accel="M204 P",
        travel_accel="M204 T",
        fan="M106 S{byte}\n",
        objects="M486 T{count}\n",
        start_object="M486 S{number}\n",
        stop_object="M486 S-1\n",
    ),
    # Duet G-code dictionary: fan shares, object names in quotes
    "reprapfirmware": Words(
        laying_accel="M204 P",
        travel_accel="M204 T",
        fan="M106 S{share:.3f}\n",
        fan_off="M106 S0\n",
        objects="M486 T{count}\n",
        define_object='M486 S{number} A"{name}"\nM486 S-1\n',
        start_object="M486 S{number}\n",
        stop_object="M486 S-1\n",
    ),
}
