"""The showroom in a real browser: both languages, day and night, desk and phone, by mouse, by key, without script."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATHS = ("/showroom", "/showroom/gear", "/materials", "/showroom/anvil", "/look")
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
LIGHT_KB = 200


@contextmanager
def opened(chromium: Any, address: str, **wishes: Any) -> Iterator[Any]:
    """Open a page that may not complain."""
    context = chromium.new_context(**{"viewport": DESK, "locale": "en-US", "reduced_motion": "reduce"} | wishes)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(address)
    yield page
    context.close()
    assert [c for c in complaints if "404" not in c] == []


def picture_of(page: Any, element: str) -> str:
    """Return a name for what a canvas shows, once it has been drawn."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return hashlib.sha256(page.locator(f"{element} canvas").screenshot()).hexdigest()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "wishes",
    [
        {"locale": "en-US", "color_scheme": "light"},
        {"locale": "zh-CN", "color_scheme": "dark", "viewport": PHONE},
    ],
    ids=["desk-en-light", "phone-zh-dark"],
)
def test_everybody_can_read_it(chromium, showroom, bundled: Path, path: str, wishes):
    with opened(chromium, showroom + path, **wishes) as page:
        page.evaluate((bundled / "axe.js").read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.documentElement.lang") == wishes["locale"].replace("en-US", "en")


def test_a_part_is_a_picture_first_and_then_turns(chromium, showroom):
    with opened(chromium, showroom + "/showroom/gear") as page:
        assert page.locator("part-viewer img").evaluate("image => image.naturalWidth") == 1120
        page.click("part-viewer [data-turn]")
        page.wait_for_selector("part-viewer[shown]")
        before = picture_of(page, "part-viewer")
        page.keyboard.press("ArrowRight")
        turned = picture_of(page, "part-viewer")
        assert turned != before
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("+")
        assert picture_of(page, "part-viewer") not in (before, turned)


def test_the_story_goes_through_the_layers(chromium, showroom):
    with opened(chromium, showroom + "/showroom/gear?lang=zh-CN") as page:
        assert page.locator("layer-story [data-stage]:visible").count() == 3
        page.click("layer-story [data-turn]")
        page.wait_for_selector("layer-story[shown]")
        assert page.locator("layer-story [data-stage]:visible h3").inner_text() == "走线"
        page.focus("#layer")
        page.keyboard.press("Home")
        assert page.locator("[data-layer]").inner_text() == "1"
        first = picture_of(page, "layer-story")
        page.keyboard.press("End")
        all_layers = picture_of(page, "layer-story")
        assert first != all_layers
        page.check("input[value=flow]", force=True)
        assert picture_of(page, "layer-story") != all_layers
        page.check("input[value=print]", force=True)
        assert page.locator("layer-story [data-stage]:visible h3").inner_text() == "打印"
        assert page.locator("layer-story .legend").is_hidden()


def test_language_and_light_need_no_script(chromium, showroom):
    with opened(chromium, showroom + "/showroom", java_script_enabled=False) as page:
        page.click("text=中文")
        assert page.locator("h1").inner_text() == "一层一层，积薄成器"
        page.click(".menu summary")
        page.click("text=深色")
        page.goto(showroom + "/materials")
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_keys_are_told_and_work(chromium, showroom):
    with opened(chromium, showroom + "/showroom") as page:
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to the content"
        page.keyboard.press("?")
        assert page.locator("dialog.keys").is_visible()
        page.keyboard.press("Escape")
        assert page.locator("dialog.keys").is_hidden()
        page.keyboard.press("g")
        page.keyboard.press("m")
        page.wait_for_url("**/materials")


@pytest.mark.parametrize("path", PATHS[:3])
def test_a_page_is_light_before_anything_turns(chromium, showroom, path: str):
    with opened(chromium, "about:blank") as page:
        sizes: list[int] = []
        page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"]))
        page.goto(showroom + path, wait_until="networkidle")
        assert 5_000 < sum(sizes) < LIGHT_KB * 1000
