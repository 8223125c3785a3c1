"""Places of numbers shared by the kernels of Marlin's planner and those who fill their tables; without numba."""

# Settings that a program may change. Of four numbers: X, Y, Z and filament.
P_STEPS = 0  # per millimetre (M92)
P_VELOCITY = 4  # M203
P_ACCEL = 8  # M201
P_JERK = 12  # M205 X Y Z E
P_PRINT_ACCEL = 16  # M204 P
P_RETRACT_ACCEL = 17  # M204 R
P_TRAVEL_ACCEL = 18  # M204 T
P_DEVIATION = 19  # M205 J
P_LEAST_SPEED = 20  # M205 S
P_LEAST_TRAVEL_SPEED = 21  # M205 T
P_LEAST_SEGMENT_S = 22  # M205 B
P_ADVANCE_S = 23  # M900 K
P_FILAMENT = 24  # not a setting: the filament's coordinate (G92 E)
SETTINGS = 25

# What no program changes.
FIRM_BY_DEVIATION, FIRM_NEWER, FIRM_COREXY, FIRM_LEAST_STEPS, FIRM_SMOOTH_ADVANCE, FIRM_SLOWDOWN = range(6)
FIRM_OVERFLOWS, FIRM = 6, 7
