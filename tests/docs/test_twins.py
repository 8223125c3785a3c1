"""Every guide exists in both languages: the same headings in number and depth, the same examples, the same commands."""

import re
from pathlib import Path

import pytest

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
ENGLISH = sorted(file for file in GUIDES.glob("*.md") if not file.name.endswith(".zh.md"))


def twin_of(english: Path) -> Path:
    return english.with_name(f"{english.stem}.zh.md")


def examples(text: str) -> list[str]:
    return re.findall(r"```\w*\n.*?```", text, re.S)


def headings(text: str) -> list[str]:
    """Depth of each heading, without lines of code."""
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    return re.findall(r"^(#+) ", prose, re.M)


def commands(text: str) -> list[str]:
    """Commands of the program by their first two words: comments, reasons and dates may be a reader's own."""
    return re.findall(r"^    (layerworks [\w./-]+)", text, re.M)


def rows(text: str) -> int:
    return len(re.findall(r"^\|", text, re.M))


def test_every_guide_has_a_twin():
    assert len(ENGLISH) > 10
    assert [file.name for file in ENGLISH if not twin_of(file).exists()] == []
    assert {twin_of(file) for file in ENGLISH} == set(GUIDES.glob("*.zh.md"))


@pytest.mark.parametrize("english", ENGLISH, ids=lambda file: file.name)
def test_twins_say_the_same(english: Path):
    text, theirs = english.read_text(encoding="utf-8"), twin_of(english).read_text(encoding="utf-8")
    assert headings(text) == headings(theirs)
    assert examples(text) == examples(theirs)
    assert commands(text) == commands(theirs)
    assert rows(text) == rows(theirs)


@pytest.mark.parametrize("english", ENGLISH, ids=lambda file: file.name)
def test_twins_lead_to_each_other(english: Path):
    assert f"({twin_of(english).name})" in english.read_text(encoding="utf-8")
    assert f"({english.name})" in twin_of(english).read_text(encoding="utf-8")
