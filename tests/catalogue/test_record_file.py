"""Files are read strictly: what is wrong is refused with the line and the nearest right word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.catalogue.record_file import quantity, read_record
from layerworks.errors import Rejected
from layerworks.words import Text, render, say


@dataclass(frozen=True, slots=True)
class Inner:
    kind: Literal["red", "green"]
    size_mm: float = quantity("mm", low=0.0, high=10.0, default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    name: str
    price: Decimal
    count: int = quantity(low=1, high=9)
    inner: Inner
    many: tuple[Inner, ...] = ()
    table: Mapping[str, float] = field(default_factory=dict[str, float])
    loose: Mapping[str, Any] = field(default_factory=dict[str, Any])
    maybe: float | None = None
    flag: bool = False


GOOD = """\
name = "n"
price = 12.50
count = 3
maybe = 2
inner = { kind = "red", size_mm = 4 }
table = { a = 1, b = 2.5 }
loose = { speed = 60, share = 0.2, angles = [45, 135.5], pattern = "grid", on = true }
[[many]]
kind = "green"
"""


def complaints(text: str) -> str:
    with pytest.raises(Rejected) as refused:
        read_record(Sample, text, "sample.toml")
    render(refused.value.text, "zh")
    return render(refused.value.text, "en")


def test_a_good_file_becomes_a_record():
    assert read_record(Sample, GOOD, "sample.toml") == Sample(
        name="n",
        price=Decimal("12.50"),
        count=3,
        maybe=2.0,
        inner=Inner("red", 4.0),
        many=(Inner("green"),),
        table={"a": 1.0, "b": 2.5},
        loose={"speed": 60, "share": 0.2, "angles": (45, 135.5), "pattern": "grid", "on": True},
    )


def test_decimals_keep_their_digits():
    assert str(read_record(Sample, GOOD.replace("12.50", "0.10000"), "f").price) == "0.10000"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "n"', 'nmae = "n"', "sample.toml, line 1: there is no key “nmae” here; the nearest is “name”."),
        ("count = 3", "count = 12", "sample.toml, line 3: count = 12 is out of bounds (1 to 9)."),
        ("count = 3", "count = 3.0", "line 3: “count” must be a whole number."),
        ("count = 3", "count = true", "line 3: “count” must be a whole number."),
        ("price = 12.50", 'price = "12.50"', "line 2: “price” must be a number."),
        ("price = 12.50", "price = nan", "line 2: price = NaN"),
        ("maybe = 2", "maybe = inf", "line 4: maybe = Infinity"),
        ('name = "n"', 'name = " "', "line 1: “name” must be a text, not empty."),
        ('kind = "red"', 'kind = "blue"', "line 5: “inner.kind” cannot be “blue”; choose one of: red, green."),
        ("size_mm = 4", "size_mm = 11", "line 5: inner.size_mm = 11 mm is out of bounds (0 to 10 mm)."),
        ('kind = "green"', "", "line 8: the key “many.1.kind” is missing."),
        ('kind = "green"', 'kind = "green"\nhue = 1', "line 10: there is no key “many.1.hue” here"),
        ("count = 3", "", "line 1: the key “count” is missing."),
        ("[[many]]", "[many]", "line 8: “many” must be a list."),
        ("inner = {", "inner = [] #", "line 5: “inner” must be a table."),
        ("table = {", "table = 3 #", "line 6: “table” must be a table."),
        ("a = 1,", 'a = "x",', "line 6: “table.a” must be a number."),
        ("maybe = 2", "maybe =", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str):
    assert GOOD.count(old) == 1
    assert said in complaints(GOOD.replace(old, new))


def test_everything_wrong_is_told_at_once():
    said = complaints(GOOD.replace("count = 3", "count = 0\ncuont = 1").replace('"red"', '"rad"'))
    assert all(part in said for part in ("count = 0", "“cuont”", "“inner.kind”"))


def test_a_rule_of_the_record_itself_is_told_with_its_line():
    def odd(record: Sample) -> tuple[tuple[tuple[str | int, ...], Text], ...]:
        return ((("many", 0, "kind"), say("catalogue.range_reversed", key="many")),)

    with pytest.raises(Rejected, match="line 9: the lower figure of “many”"):
        read_record(Sample, GOOD, "f", extra=odd)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str):
    with pytest.raises(Rejected):
        read_record(Sample, text, "f")


@given(st.lists(st.sampled_from([*GOOD.splitlines(), "x = 1", "[a.b]", "[[many]]", "many = 3", "inner.kind = 4"])))
def test_any_arrangement_of_lines_is_read_or_refused(lines: list[str]):
    text = "\n".join(lines)
    try:
        name = read_record(Sample, text, "f").name
    except Rejected as refused:
        name = render(refused.text, "zh")
    assert name
