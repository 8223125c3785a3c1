"""Pages as values in, HTML out: both languages, no script or style within, every sentence used."""

import re
from pathlib import Path

import pytest

from layerworks.app.showroom import Exhibit, piece
from layerworks.app.showroom.exhibit import Figures
from layerworks.app.showroom.guide import shelves
from layerworks.catalogue import materials
from layerworks.web.pages import islands
from layerworks.web.pages.icons import ICONS
from layerworks.web.pages.rendering import page
from layerworks.web.pages.showroom_pages import STATES, gallery_page, look_page, materials_page, missing_page, part_page
from layerworks.web.pages.visitor import Visitor, kept_wishes, visitor_of
from layerworks.words import catalogue, say

PAGES = Path(__file__).parents[3] / "src/layerworks/web/pages"
EXHIBIT = Exhibit(piece("gear"), Figures((58.4, 58.4, 18.0), 14.5, 3333.0, 90, 0.2, 8652), {})


def all_pages(visitor: Visitor) -> dict[str, str]:
    return {
        "gallery": gallery_page(visitor),
        "part": part_page(visitor, EXHIBIT, "/price"),
        "materials": materials_page(visitor, materials()),
        "look": look_page(visitor, "/uploads"),
        "missing": missing_page(visitor, say("showroom.no_piece", id="<b>"), say("showroom.no_piece_remedy")),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_hold_no_script_and_no_style(language):
    for name, html in all_pages(Visitor("/showroom", language)).items():
        assert not re.search(r"<script(?![^>]* src=)", html), name
        assert not re.search(r"\s(style|on\w+)=", html), name
        assert "<style" not in html, name
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in html, name
        assert len(re.findall("<h1", html)) <= 1, name
    assert "<b>" not in all_pages(Visitor("/showroom", language))["missing"].replace("<b data-layer>", "")


def test_chinese_pages_are_chinese():
    for name, html in all_pages(Visitor("/showroom", "zh")).items():
        html = html.replace(islands.REMEDY, "")  # where they are not installed
        bare = re.sub(r"<[^>]+>|&\w+;", " ", html)
        words = set(re.findall(r"[A-Za-z]{4,}", bare)) - {"layerworks", "English", "Apache", "Prusa", "CORE"}
        assert not {w for w in words if w.islower()}, name


def test_numbers_are_written_as_the_language_does():
    english, chinese = (all_pages(Visitor("/", language))["part"] for language in ("en", "zh"))
    assert "58 × 58 × 18 mm" in english
    assert "56 min" in english
    assert "56 分钟" in chinese
    assert "CN¥45 – 180" in materials_page(Visitor("/"), materials())
    assert ">¥45 – 180" in materials_page(Visitor("/", "zh"), materials())


def test_every_sentence_of_the_pages_is_used():
    templates = "".join(f.read_text(encoding="utf-8") for f in [*PAGES.rglob("*.j2"), *PAGES.rglob("*.py")])
    computed = ("kind_", "way_", "stage_", "state_", "fibre_", "hygroscopy_", "enclosure_", "by_", "nav_", "key_")
    keys = [k.removeprefix("pages.") for k in catalogue("en") if k.startswith("pages.")]
    said = [k for k in keys if not k.startswith((*computed, "no_islands"))]
    assert [k for k in said if f'"{k}"' not in templates and f"'{k}'" not in templates] == []


def test_every_state_has_a_mark_and_a_word_of_its_own():
    assert len({ICONS[name] for name in STATES}) == len(STATES)
    assert all(f"pages.state_{name}" in catalogue("zh") for name in STATES)


def test_the_price_is_asked_for_with_the_part():
    assert 'href="/price?part=gear"' in part_page(Visitor(), EXHIBIT, "/price")
    assert "/price" not in part_page(Visitor(), EXHIBIT, None)


def test_without_islands_a_page_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("LAYERWORKS_UI_DIR", str(tmp_path))
    islands.has_islands.cache_clear()
    try:
        for language in ("en", "zh"):
            html = part_page(Visitor("/", language), EXHIBIT, None)
            assert "--force-reinstall" in html
            assert "<script" not in html
    finally:
        islands.has_islands.cache_clear()


def test_a_visitor_is_heard_before_the_cookie_and_the_cookie_before_the_browser():
    assert visitor_of("/", {}, {}, "de, zh-CN;q=0.9, en;q=0.8").language == "zh"
    assert visitor_of("/", {}, {}, "de").language == "en"
    assert visitor_of("/", {}, {}, "en;q=x, zh").language == "zh"
    assert visitor_of("/", {}, {"lang": "en"}, "zh").language == "en"
    wished = visitor_of("/x", {"lang": "zh-CN", "theme": "dark"}, {"lang": "en", "signals": "andon"}, "en")
    assert wished == Visitor("/x", "zh", "dark", "andon")
    assert kept_wishes(wished, {"lang": "zh", "theme": "dark"}) == {"lang": "zh-CN", "theme": "dark"}
    assert visitor_of("/", {"theme": "<script>"}, {"signals": "1"}, "").theme == "auto"


def test_every_material_stands_on_one_shelf():
    told = shelves(materials())
    assert sorted(m.id for _, shelf in told for m in shelf) == sorted(m.id for m in materials())
    on = {m.id: kind for kind, shelf in told for m in shelf}
    assert (on["pla"], on["asa"], on["pa-cf"], on["tpu-95a"], on["pva"], on["peek-cf"], on["pp"]) == (
        "everyday", "heat", "fibre", "flexible", "soluble", "extreme", "tough",
    )  # fmt: skip


def test_a_page_refuses_what_it_was_not_given():
    with pytest.raises(Exception, match="undefined"):
        page("part.html.j2", Visitor())
