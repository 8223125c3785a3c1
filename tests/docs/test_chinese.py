"""Chinese is set as Chinese is: its own commas, colons, semicolons and brackets beside its characters."""

import re
from pathlib import Path

import pytest

from layerworks.words import catalogue

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "settings.zh.md", *sorted((ROOT / "docs" / "guides").glob("*.zh.md"))]
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”][,:;()!?]|[,:;()!?][\u4e00-\u9fff“]")


def test_sentences_use_full_width_punctuation():
    assert {key: text for key, text in catalogue("zh").items() if HALF_WIDTH.search(text)} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_use_full_width_punctuation(page: Path):
    prose = re.sub(r"```.*?```|`[^`\n]*`", "`", page.read_text(encoding="utf-8"), flags=re.S)
    prose = re.sub(r"\]\([^)\n]*\)|^    .*$", "]·", prose, flags=re.M)  # where links lead, and commands
    assert HALF_WIDTH.findall(prose) == []
