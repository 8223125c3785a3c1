"""The report page: whole, self-contained, in both languages, safe with any name."""

import re
from dataclasses import replace
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.page_reading import Page
from documents.sample_report import sample_report, swatch
from layerworks.documents import TimeShare, part_report_html
from layerworks.words import catalogue

LANGUAGES = ("en", "zh")
hostile = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    [
        '"><script>alert(1)</script>',
        "</title><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }} {% raw %}",
        "a\u202egnp.exe\x00\x1b[2J",
        "</style><b>&amp;",
        "part " * 200,
    ]
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_stands_alone(language):
    html = part_report_html(sample_report(), language)
    page = Page(html)
    assert page.unclosed == []
    assert html.startswith("<!doctype html>\n<html")
    assert page.all("html") == [{"lang": {"en": "en", "zh": "zh-CN"}[language]}]
    assert not re.search(r"https?:|//[a-z]|<script|<link|@import|url\(|\son\w+=", html)
    sources = [a.get("src") or a.get("srcset") for tag in ("img", "source") for a in page.all(tag)]
    assert len(sources) == 3  # two pictures, one of them also for dark screens
    assert all(s is not None and s.startswith("data:image/png;base64,") for s in sources)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_heard(language):
    page = Page(part_report_html(sample_report(), language))
    assert all(image["alt"] for image in page.all("img"))
    assert [(i["width"], i["height"]) for i in page.all("img")] == [("96", "72"), ("168", "72")]
    assert all(header["scope"] in ("col", "row") for header in page.all("th"))
    assert len(page.all("h1")) == 1
    drawings = page.all("svg")
    assert all(d.get("aria-hidden") == "true" or (d.get("role") == "img" and d.get("aria-label")) for d in drawings)


def test_every_figure_is_there():
    text = Page(part_report_html(sample_report(), "en")).text
    for figure in (
        "bracket", "P-2026-000128", "25 November 2026", "62.8 × 68.7 × 1,024.7 mm", "23.5 cm³", "PETG, natural",
        "bench-fast", "124 layers, 0.20 mm each", "2 h 14 min", "between 2 h 10 min and 2 h 20 min", "21.4 g",
        "7.12 m of filament", "1 h 40 min", "75 %", "¥2.57", "¥1,045.70", "¥1,048.27", "Tax 13 %", "¥136.28",
        "¥1,184.55", "1 day", "7 days", "1,000", "¥21.50", "Finished.", "25 November 2026 18:14 UTC+08:00", "ab" * 32,
        "Price of each of 5", "21.4 g at",
    ):  # fmt: skip
        assert figure in text, figure


def test_chinese_writes_its_own_figures():
    text = Page(part_report_html(sample_report(), "zh")).text
    for figure in ("2026年11月25日", "2 小时 14 分", "¥1,184.55", "124 层", "3 天", "已完成", "外壁", "共 5 件"):
        assert figure in text, figure
    english = {line for key, line in catalogue("en").items() if key.startswith("documents.") and "{" not in line}
    assert [line for line in english if f" {line} " in text] == []


def test_severity_is_shape_and_word_not_colour_alone():
    html = part_report_html(sample_report(), "en")
    marks = dict(re.findall(r'<svg class="mark (\w+)"[^>]*>\s*(.*?)\s*</svg>', html, re.S))
    assert {"info", "warn", "at_risk", "block", "finished"} <= set(marks)
    assert len(set(marks.values())) == len(marks)
    text = Page(html).text
    assert all(word in text for word in ("Info:", "Warning:", "At risk:", "Blocked:"))


@settings(max_examples=40)
@given(hostile, st.sampled_from(LANGUAGES))
def test_a_name_cannot_break_out(name: str, language):
    plain = Page(part_report_html(sample_report(), language))
    page = Page(part_report_html(sample_report(part_name=name, material=name, machine=name, reference=name), language))
    assert page.unclosed == []
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert [sorted(a) for _, a in page.elements] == [sorted(a) for _, a in plain.elements]


def test_control_characters_are_taken_out():
    html = part_report_html(sample_report(part_name="a\x00b\u202ec\ud800d"), "en")
    assert "a\ufffdb\ufffdc\ufffdd" in html
    html.encode("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_little(language):
    bare = sample_report(findings=(), outcome=None, quantities=(), unit_prices=(), lead_days=(), filament_mm=0.0)
    page = Page(part_report_html(replace(bare, time_shares=(), layer_count=1, quantity=1), language))
    assert page.unclosed == []
    assert catalogue(language)["documents.findings_none"] in page.text
    assert catalogue(language)["documents.outcome_heading"] not in page.text
    assert catalogue(language)["documents.offers_heading"] not in page.text


@given(st.lists(st.floats(0.0, 1e5), min_size=1, max_size=20))
def test_the_bar_shows_all_the_time(times: list[float]):
    shares = tuple(TimeShare(swatch("outer_wall", "#f97a0f"), t) for t in times)
    page = Page(part_report_html(sample_report(time_shares=shares), "en"))
    bars = page.all("rect")
    total = sum(times)
    large = sorted((t for t in times if t >= 0.01 * total), reverse=True)[:7]
    rest = [total - sum(large)] if len(times) - len(large) > 1 else sorted(times)[: len(times) - len(large)]
    assert len(bars) == len(large) + len(rest)
    if total > 0.0:
        starts = [float(b["x"] or "") for b in bars] + [1000.0]
        shown = sorted((b - a for a, b in pairwise(starts)), reverse=True)
        expected = sorted((1000.0 * t / total for t in large + rest), reverse=True)
        assert shown == pytest.approx(expected, abs=0.02)


def test_the_same_report_gives_the_same_page():
    assert part_report_html(sample_report(), "en") == part_report_html(sample_report(), "en")


def luminance(colour: str) -> float:
    stored = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in stored]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_word_can_be_read_on_its_paper():
    """WCAG 2.2, 1.4.3: text has a contrast of at least 4.5 to 1, by day and by night."""
    style = resources.files("layerworks.documents").joinpath("part_report.css").read_text(encoding="utf-8")
    themes = [dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)]
    assert len(themes) == 2
    for theme in themes:
        paper = luminance(theme["paper"])
        for name in ("ink", "soft", "calm", "amber", "person", "red", "green"):
            light, dark = sorted((luminance(theme[name]), paper), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, name
