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
    R_AREA_PEAK_LINE,
    R_AREA_PEAK_Z,
    R_COLUMNS,
) = range(12)

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
    W_OVER_FLOW_S,  # rows that need more filament per second than the hot end melts
    W_OVER_FLOW_LINE,
    W_OVER_FLOW_Z,
    W_COARSE,  # corners between chords of a curve that slow the head more than the curve itself would
    W_COARSE_LINE,
    W_COARSE_MM,  # length of the chords at both sides, half of each
    W_COARSE_LOST_S,  # … and the time they take beyond that of the curve
    W_COARSE_CHORD,  # sums weighted with the time lost: length of a chord,
    W_COARSE_GOT,  # speed at the corner,
    W_COARSE_COULD,  # speed that the curve allows,
    W_COARSE_ENOUGH,  # chord that would allow it
    W_CORNERS,  # between lines, slower than both
    W_COLUMNS,
) = range(22)

B_PRINTED, B_HEAD = range(2)

SHORTEST_FOR_FLOW_MM = 0.05  # in shorter moves the last digit of E makes the flow

# What counts as chords of one curve: two turns the same way, each between these sines, of like radius.
LEAST_TURN, MOST_TURN = 0.004, 0.5
LIKE_RADIUS = 3.0
SLOWED = 0.9  # of the speed that the curve allows
DIPS = 0.995  # of the speed on both sides of the corner
EACH_CORNER = 4096  # so many corners of a program are looked at each, of the later ones one in four
GOLDEN = 2654435769  # 2^32 times the golden section
