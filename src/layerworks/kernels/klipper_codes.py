"""Numbers shared by the kernel of Klipper's planner and those who fill its tables; without numba."""

# Limits that a program can change.
L_VELOCITY, L_ACCEL, L_DEVIATION, L_CRUISE_ACCEL, LIMITS = range(5)

# Limits that no program can change.
(
    C_Z_VELOCITY, C_Z_ACCEL, C_E_VELOCITY, C_E_ACCEL, C_E_CORNER,
    C_Z_RULE,
    C_PLACE_RULE,
    C_SLOW2, C_VERY_SLOW2,  # squared distance from the middle beyond which a move is slowed
    C_VELOCITY, C_ACCEL,  # of the machine as configured
    C_ANGULAR,  # radians a second
    FIXED,
) = range(13)  # fmt: skip

# How Z limits a move: not at all; by its share of the way; its speed alone, of the whole way.
Z_FREE, Z_BY_SHARE, Z_BY_SPEED = range(3)
# How its place limits a move: not at all; by the distance of its farther end from the middle (delta); by that of X
# (deltesian); by how fast it goes round the middle (polar).
PLACE_ANYWHERE, PLACE_FROM_MIDDLE, PLACE_ALONG_X, PLACE_BY_ANGLE = range(4)
