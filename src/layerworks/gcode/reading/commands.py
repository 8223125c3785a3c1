"""What commands of G-code mean to the reader of a program.

Sources: Klipper's docs/G-Codes.md, Marlin's documentation of G-code, RepRapFirmware's dictionary of G-code.
A command that is not listed here is unknown: it is counted, because nobody can say how long it takes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from layerworks.kernels import gcode_read_codes as g

G_ACTIONS: Mapping[int, int] = MappingProxyType(
    {
        0: g.MOVE,
        1: g.MOVE,
        2: g.ARC_CLOCKWISE,
        3: g.ARC_COUNTER,
        4: g.DWELL,
        10: g.RETRACT,
        11: g.UNRETRACT,
        17: g.PLANE_XY,
        18: g.PLANE_XZ,
        19: g.PLANE_YZ,
        20: g.INCHES,
        21: g.MILLIMETRES,
        28: g.HOME,
        29: g.PROBE,
        32: g.PROBE,
        34: g.PROBE,
        80: g.PROBE,
        90: g.ABSOLUTE,
        91: g.RELATIVE,
        92: g.SET_POSITION,
    }
)

_SILENT_M = (
    *(17, 18, 20, 21, 23, 31, 42, 73, 74, 75, 76, 77, 84, 85, 105, 110, 111, 114, 115, 117, 118, 119, 142, 150, 155),
    *(206, 217, 250, 256, 290, 301, 302, 304, 305, 355, 371, 374, 376, 412, 413, 414, 420, 500),
    *(501, 502, 503, 540, 555, 569, 570, 575, 579, 592, 593, 595, 861, 862, 906, 907, 908, 913, 914),
    *(622, 623, 624, 625, 630, 929, 960, 970, 971, 973, 974, 975, 981, 982, 991, 1001, 1002, 1003, 1004, 1006),
)
M_ACTIONS: Mapping[int, int] = MappingProxyType(
    dict.fromkeys(_SILENT_M, g.IGNORE)
    | {
        **dict.fromkeys((92, 201, 203, 205, 566, 572, 900), g.PLANNER_LINE),
        0: g.PAUSE,
        1: g.PAUSE,
        25: g.PAUSE,
        82: g.E_ABSOLUTE,
        83: g.E_RELATIVE,
        104: g.NOZZLE,
        106: g.FAN,
        107: g.FAN_OFF,
        109: g.NOZZLE_WAIT,
        116: g.ASK,
        140: g.BED,
        141: g.CHAMBER,
        190: g.BED_WAIT,
        191: g.CHAMBER_WAIT,
        204: g.ACCELERATION,
        207: g.ASK,
        208: g.ASK,
        220: g.SPEED_FACTOR,
        221: g.FLOW_FACTOR,
        226: g.PAUSE,
        400: g.STOP,
        486: g.OBJECT,
        568: g.ASK,
        600: g.PAUSE,
        601: g.PAUSE,
    }
)
"""Action of G and M commands by number, below gcode_read_codes.COMMANDS."""

WORD_ACTIONS: Mapping[str, int] = MappingProxyType(
    {
        "set_velocity_limit": g.LIMIT_LINE,
        "exclude_object_start": g.OBJECT_START,
        "exclude_object_end": g.OBJECT_END,
        "exclude_object_define": g.OBJECT_DEFINE,
        "save_gcode_state": g.ASK,
        "restore_gcode_state": g.ASK,
        "set_gcode_offset": g.ASK,
        "set_retraction": g.ASK,
        "set_pressure_advance": g.ASK,
        "activate_extruder": g.STOP,
        "set_input_shaper": g.STOP,
        "sync_extruder_motion": g.STOP,
        "temperature_wait": g.ASK,
        "clear_pause": g.IGNORE,
        "pause": g.PAUSE,
        "bed_mesh_calibrate": g.PROBE,
        "quad_gantry_level": g.PROBE,
        "z_tilt_adjust": g.PROBE,
        "bed_mesh_clear": g.IGNORE,
        "bed_mesh_profile": g.IGNORE,
        "bed_mesh_offset": g.IGNORE,
        "set_fan_speed": g.IGNORE,
        "set_heater_temperature": g.ASK,
        "set_temperature_fan_target": g.IGNORE,
        "set_pin": g.IGNORE,
        "set_servo": g.IGNORE,
        "set_led": g.IGNORE,
        "set_display_text": g.IGNORE,
        "set_display_group": g.IGNORE,
        "set_idle_timeout": g.IGNORE,
        "set_print_stats_info": g.IGNORE,
        "set_filament_sensor": g.IGNORE,
        "set_gcode_variable": g.IGNORE,
        "respond": g.IGNORE,
        "status": g.IGNORE,
        "turn_off_heaters": g.ASK,
        "timelapse_take_frame": g.IGNORE,
    }
)
"""Action of Klipper's extended commands, in lower case."""
