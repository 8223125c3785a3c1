"""Columns of the sums over planned rows; without numba."""

# By role. Only moves that lay plastic count in the columns from R_E on.
(
    R_TIME,
    R_LENGTH,
    R_E,
    R_IDEAL_S,  # at commanded speed all the way
    R_LENGTH_AT_SPEED,
    R_COMMANDED,  # highest
    R_REACHED,  # highest
    R_LONGEST,  # longest straight move
    R_AREA_PEAK,  # highest filament speed
    R_COLUMNS,
) = range(10)

(
    W_MOVES,
    W_DWELL_S,
    W_FILAMENT_S,
    W_TRAVEL_S,
    W_Z_S,
    W_TOO_THICK,  # moves that the firmware refuses
    W_TOO_THICK_LINE,
    W_TOO_LONG,
    W_TOO_LONG_LINE,
    W_COLUMNS,
) = range(10)

B_PRINTED, B_HEAD = range(2)

SHORTEST_FOR_FLOW_MM = 0.05  # in shorter moves the last digit of E makes the flow
