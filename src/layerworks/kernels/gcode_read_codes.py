"""Numbers shared by the G-code reading kernel and those who prepare its tables and take its results.

Without numba, so that a room can name them and stay cheap to import.
"""

# What a command does to the reader. Commands that leave an event carry the same number there.
UNKNOWN = 0  # event: nobody knows how long it takes
IGNORE = 1  # known, and without effect on motion
MOVE = 2
ARC_CLOCKWISE = 3
ARC_COUNTER = 4
DWELL = 5
RETRACT = 6
UNRETRACT = 7
PLANE_XY = 8
PLANE_XZ = 9
PLANE_YZ = 10
INCHES = 11
MILLIMETRES = 12
HOME = 13
ABSOLUTE = 14
RELATIVE = 15
SET_POSITION = 16
E_ABSOLUTE = 17
E_RELATIVE = 18
SPEED_FACTOR = 19
FLOW_FACTOR = 20
ACCELERATION = 21  # event: M204
STOP = 22  # the queue runs empty
NOZZLE = 23  # events: temperatures
NOZZLE_WAIT = 24
BED = 25
BED_WAIT = 26
CHAMBER = 27
CHAMBER_WAIT = 28
FAN = 29  # events: fans
FAN_OFF = 30
OBJECT = 31  # event: M486
PAUSE = 32  # event and stop: a person or a macro takes over
PROBE = 33  # event and stop: bed mesh, gantry levelling
ASK = 34  # the kernel hands the line back
TOOL = 35  # event: T0, T1, …
LIMIT_LINE = 36  # event: SET_VELOCITY_LIMIT
OBJECT_START = 37  # events: EXCLUDE_OBJECT_*
OBJECT_END = 38
OBJECT_DEFINE = 39
LAYER = 40  # events from comments and from geometry
RISE = 41  # the first flat bead above all before it, in a program without layer marks; value: its height
MARK_ROLE = 42
MARK_LAYER_CHANGE = 43
MARK_LAYER = 44
MARK_OBJECT = 45  # event: a comment that may open or close an object
FIRST_BEAD = 47  # event: the first bead after a layer mark; value: its height
MARK_FEATURE = 46  # like MARK_ROLE, where a blank does for the colon
PLANNER_LINE = 48  # event: a setting of the planner in Marlin's or RepRapFirmware's words

WITH_EVENT = sum(
    1 << action
    for action in (
        *(UNKNOWN, HOME, ACCELERATION, DWELL, NOZZLE, NOZZLE_WAIT, BED, BED_WAIT, CHAMBER, CHAMBER_WAIT, FAN, FAN_OFF),
        *(OBJECT, PAUSE, PROBE, TOOL, LIMIT_LINE, OBJECT_START, OBJECT_END, OBJECT_DEFINE, LAYER, MARK_OBJECT),
    )
)
FOR_PLANNER = 1 << SET_POSITION | 1 << PLANNER_LINE  # with an event where a planner wants them

COMMANDS = 2048  # numbers of G and M that can be known
TOOLS = 255  # numbers of T that are tools; Bambu's T255, T1000 and T1100 unload or name a space of coordinates

# What else a command makes the reader write.
WRITE_STOP, WRITE_DWELL, WRITE_MOVE = 1, 2, 4

# Kinds of rows.
ROW_MOVE = 0  # the head moves
ROW_FILAMENT = 1  # only the filament moves
ROW_DWELL = 2  # G4
ROW_STOP = 3  # standstill without a length known to the program; homing also sets the position

# Why the kernel came back.
DONE = 0
ROWS_FULL = 1
EVENTS_FULL = 2
ASKED = 3
BAD_NUMBER = 4
BAD_CHARACTER = 5
BAD_START = 6
TOO_LARGE = 7
NO_CENTRE = 8
ARC_BY_RADIUS = 9
ARC_RELATIVE = 10
ARC_TOO_FINE = 11
BAD_SPEED = 12
BAD_FACTOR = 13

# Reader state: floats.
(
    S_X, S_Y, S_Z, S_E,  # where the program is, in machine coordinates
    S_BASE_X, S_BASE_Y, S_BASE_Z, S_BASE_E,  # offsets of the program's coordinates
    S_HEAD_X, S_HEAD_Y, S_HEAD_Z, S_HEAD_E,  # where the head is; differs by dropped moves under a nanometre
    S_SPEED, S_SPEED_FACTOR, S_FLOW_FACTOR, S_UNIT,
    S_ARC_RESOLUTION,
    S_RETRACT, S_RETRACT_SPEED, S_UNRETRACT_EXTRA, S_UNRETRACT_SPEED,
    S_OFFSET_X, S_OFFSET_Y, S_OFFSET_Z, S_OFFSET_E,  # SET_GCODE_OFFSET
    S_HOME_X, S_HOME_Y, S_HOME_Z,
    S_NOZZLE_WAITED, S_BED_WAITED, S_CHAMBER_WAITED,
    S_TOP_Z,  # of the highest flat bead
    S_EXTRUDED, S_EXTRUDED_MOST,  # net filament so far, and its high-water mark
    S_PENDING_SPEED,
    S_ARC_LEAST, S_ARC_PER_S, S_ARC_DEVIATION, S_ARC_CIRCLE, S_ARC_ROUND_UP,  # see ReadingRules
    STATE_SIZE,
) = range(41)  # fmt: skip

# Reader state: integers.
(
    F_CURSOR,  # next byte of the block
    F_LINE,  # its line, counted from 1
    F_BASE,  # offset of the block in the file
    F_ABSOLUTE, F_E_ABSOLUTE, F_PLANE, F_RETRACTED, F_ROLE, F_TOOL,
    F_PENDING,  # what is to be written first: WRITE_STOP, WRITE_MOVE
    F_ROWS, F_EVENTS,  # filled so far
    F_LAYER_MARKS,  # 1 after the first layer mark
    F_PRINTED,  # 1 when something was printed since the last layer mark
    F_DWELL_S_WORD,  # 1: G4 S is seconds
    F_EMPTY_RETRACTS,  # G10 and G11 obeyed while their length was unknown
    F_BAD,  # offset in the block of what was wrong
    F_E_MODE,  # what G90 and G91 mean for the filament
    F_FREE_ARCS,  # 1: arcs by radius and in relative coordinates are played, not refused
    F_WITH_EVENT,  # bits of the actions that leave an event
    F_E_TOLD,  # 1 after the first M82 or M83
    FLAGS_SIZE,
) = range(22)  # fmt: skip

# What G90 and G91 mean for the filament: it is relative after G91 or M83; it follows whichever came last; nothing.
E_EITHER, E_LAST, E_APART = 0, 1, 2

# Names (TYPE marks, words of comments, extended commands) are found by a hash in an open table of this size.
TABLE_SIZE = 1024
SEED_ROLE = 0x51ED270B
SEED_COMMENT = 0x2545F491
SEED_WORD = 0x1CE4E5B9
HASH_PRIME = 1099511628211  # FNV-1a's

# Roles that follow from the move itself (slicing.role.Role holds the same numbers).
ROLE_TRAVEL = 0
ROLE_RETRACT = 1
ROLE_UNRETRACT = 2
ROLE_WIPE = 18
ROLE_UNMARKED = 20
