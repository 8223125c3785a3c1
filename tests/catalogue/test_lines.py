"""Where a key stands in a TOML text."""

from layerworks.catalogue._lines import line_of

TEXT = """\
id = "x"  # 1
[bed]
width_mm = 3
"a key" = 4

[[margins]]
factor = 1
[[margins]]
factor = 2
deep.er = 3
[margins.of]
it = 1
[rates.pla]
per_kg = 1
start = \"\"\"
width_mm = not a key of rates, but it does no harm
\"\"\"
"""


def test_keys_are_found_where_they_stand():
    assert line_of(TEXT, ("id",)) == 1
    assert line_of(TEXT, ("bed", "width_mm")) == 3
    assert line_of(TEXT, ("bed", "a key")) == 4
    assert line_of(TEXT, ("margins", 0, "factor")) == 7
    assert line_of(TEXT, ("margins", 1, "factor")) == 9
    assert line_of(TEXT, ("margins", 1, "deep", "er")) == 10
    assert line_of(TEXT, ("margins", 1, "of", "it")) == 12
    assert line_of(TEXT, ("rates", "pla", "per_kg")) == 14


def test_what_is_missing_is_found_at_its_table():
    assert line_of(TEXT, ("bed", "depth_mm")) == 2
    assert line_of(TEXT, ("margins", 1, "from_quantity")) == 8
    assert line_of(TEXT, ("rates",)) == 1
    assert line_of(TEXT, ("nothing", "here")) == 1
    assert line_of("", ("id",)) == 1
