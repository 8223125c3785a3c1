"""Columns of planned blocks, between the kernels that make them and the one that plays them; without numba."""

# A block of no length is joined to the next one. Squares: most entry speed, negative where the head starts afresh;
# least speed, from and to a standstill. Step: length of one. Receive: seconds that its line takes to come in; arrival:
# when the machine has it, negative while that is not known.
B_LENGTH, B_SPEED, B_ACCEL, B_ENTRY2, B_LEAST2, B_STEP, B_RECEIVE, B_ARRIVAL, BLOCK = range(9)
FRESH = -1.0

# How ramps are made of whole steps: not at all; as Marlin 2.0 does, rounding the braking down; as Marlin 2.1.3 does.
WHOLE_NOTHING, WHOLE_OLDER, WHOLE_NEWER = range(3)

# How blocks are played. Buffer: blocks that the machine knows at most, the one it starts included. Serial: not 0 where
# they come over a line. Slowdown: with fewer waiting blocks than this, those shorter than the least segment are slowed.
R_BUFFER, R_WHOLE, R_SERIAL, R_SLOWDOWN, R_LEAST_SEGMENT_S, PLAY_RULES = range(6)

# Kept between calls: squared entry speed of the next block, negative at a standstill; when the last line came in; speed
# of its block where that was slowed, else 0; blocks started so far; then when each of the last blocks ended, as many as
# the buffer holds, and when each started.
C_ENTRY2, C_ARRIVED, C_SLOWED, C_STARTED, C_ENDS = range(5)
