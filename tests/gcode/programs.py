"""Strategies for G-code: lines as slicers write them, and stranger ones."""

from hypothesis import strategies as st

NUMBERS = st.one_of(
    st.integers(-999, 999).map(str),
    st.floats(-999, 999).map(lambda v: f"{v:.3f}"),
    st.floats(0, 9).map(lambda v: f"{v:.5f}"),
    st.sampled_from(["0", "-0", "+5", ".5", "5.", "-.25", "007", "12345.678901", "0.00001", "1234567890.5"]),
)
BLANKS = st.sampled_from(["", " ", "  ", "\t"])


def words(letters: str, least: int = 0) -> st.SearchStrategy[str]:
    """Some of the letters, each with a number, in any order, in either case."""
    word = st.tuples(st.sampled_from(letters + letters.lower()), BLANKS, NUMBERS, BLANKS).map("".join)
    return st.lists(word, min_size=least, max_size=5).map("".join)


SPEEDS = st.integers(1, 30000).map(lambda f: f"F{f}")
MOVES = st.tuples(st.sampled_from(["G0", "G1", "g1", "G01", "N7 G1", "  G1"]), BLANKS, words("XYZE"), SPEEDS | BLANKS)
ARCS = st.tuples(
    st.sampled_from(["G2 ", "G3"]),
    st.integers(-9, 9).map(lambda v: f"X{v} "),
    st.integers(-9, 9).map(lambda v: f"Y{v}"),
    st.integers(1, 9).map(lambda v: f" I{v}"),
    st.integers(-5, 5).map(lambda v: f"J{v}"),
    st.sampled_from(["", " E1", " Z3", " E2.5 F900", "K2"]),
)
ARCS_BY_RADIUS = st.builds(
    lambda x, y, r: f"G3 X{x} Y{y} R{r}", st.integers(-9, 9), st.integers(-9, 9), st.sampled_from([0.7, 5, 9, -12])
)
STATES = st.sampled_from(
    (
        *("G90", "G91", "M82", "M83", "G92", "G92 E0", "G92 X1.5 Z-2", "G20", "G21", "G28", "G28 X Y", "M220 S150"),
        *(
            "M220",
            "M221 S90",
            "G17",
            "G18",
            "G19",
            "G10",
            "G11",
            "T1",
            "T0",
            "T1000",
            "M400",
            "M600",
            "G4 P250",
            "G4 S3",
            "G4",
        ),
        *(
            "M204 S900",
            "M204 P500 T700",
            "M204 P1",
            "M201 X900 E5000",
            "M205 J0.02",
            "M900 K.05",
            "M109 S200",
            "M104 S200",
            "M190 R60",
            "M106 S255",
            "M73 P5 R2",
        ),
    )
)
COMMENTS = st.sampled_from(
    (
        *(";TYPE:Skirt", "; FEATURE: Outer wall", ";type:WALL-INNER  ", "; feature sparse infill", ";LAYER_CHANGE"),
        *(";LAYER:3", "; layer 4, Z = 1.0", "; CHANGE_LAYER", ";; --- layer 7 (0.2) ---", "; layer height: 0.2", ";"),
        *("", "; plain words", ";TYPE:Nothing we know", "(a remark)", "%", "M117 G1 X5", "START_PRINT BED=60"),
        *("M9999", "G5 X1"),
    )
)
ENDS = st.sampled_from(["\n", "\r\n", " ; remark\n", "*71\n", " (why)\n"])
LINES = st.one_of(
    MOVES.map("".join), MOVES.map("".join), ARCS.map("".join), STATES, STATES, COMMENTS, COMMENTS, ARCS_BY_RADIUS
)
PROGRAMS = st.lists(st.tuples(LINES, ENDS).map("".join), max_size=40).map(lambda lines: "".join(lines).encode())
