"""Places of numbers shared by the kernel of RepRapFirmware's planner and those who fill its tables; without numba."""

# Settings that a program may change. Of four numbers: X, Y, Z and filament.
P_VELOCITY = 0  # M203
P_ACCEL = 4  # M201
P_JERK = 8  # M566
P_PRINT_ACCEL = 12  # M204 P
P_TRAVEL_ACCEL = 13  # M204 T
P_ADVANCE_S = 14  # M572
P_JERK_POLICY = 15  # M566 P
SETTINGS = 16
