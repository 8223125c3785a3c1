"""Chinese is set as Chinese is: its own commas, colons, semicolons and brackets beside its characters."""

import re
from pathlib import Path

import pytest

from layerworks.words import catalogue

ROOT = Path(__file__).parents[2]
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”][,:;()!?]|[,:;()!?][\u4e00-\u9fff“]")


def test_sentences_use_full_width_punctuation():
    assert {key: text for key, text in catalogue("zh").items() if HALF_WIDTH.search(text)} == {}


@pytest.mark.parametrize(
    "page", ["README.md", "docs/settings.zh.md", "docs/guides/import.zh.md", "docs/guides/slicing-library.zh.md"]
)
def test_pages_use_full_width_punctuation(page: str):
    assert HALF_WIDTH.findall((ROOT / page).read_text(encoding="utf-8")) == []
