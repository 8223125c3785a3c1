"""The colours of the pages: states told apart with any colour vision, everything readable by day and by night."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from layerworks.pictures.colour import linear_of_hex, oklab_of_linear
from pictures.colour_vision import VISIONS, seen_by

SHEET = Path(__file__).parents[3] / "src/layerworks/web/pages/static/tokens.css"
THEMES = ("light", "dark")
HUES = ("preparing", "printing", "attention", "paused", "error", "maintenance")
LEAST_DISTANCE = {"light": 11.9, "dark": 15.4}  # OKLab × 100; a palette chosen by hand fell to 2


def tokens(block: str) -> dict[str, dict[str, str]]:
    """Return the colours of a block by theme and name."""
    sheet = SHEET.read_text(encoding="utf-8")
    inner = sheet[sheet.index(block) :].split("}", 1)[0]
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", inner)
    return {theme: {name: pair[at] for name, *pair in found} for at, theme in enumerate(THEMES)}


CALM = tokens(":root {")
ANDON = {theme: CALM[theme] | tokens('[data-signals="andon"]')[theme] for theme in THEMES}


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2.2, 1.4.3."""
    light = sorted(float(linear_of_hex(colour) @ [0.2126, 0.7152, 0.0722]) + 0.05 for colour in (one, other))
    return light[1] / light[0]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISIONS)
def test_states_are_told_apart(theme: str, vision: str):
    seen = {
        hue: oklab_of_linear(seen_by(vision, linear_of_hex(CALM[theme][f"state-{hue}"])[None, :]))[0] for hue in HUES
    }
    nearest = min((100 * np.linalg.norm(seen[a] - seen[b]), a, b) for a, b in itertools.combinations(HUES, 2))
    assert nearest[0] >= LEAST_DISTANCE[theme], nearest


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colours", [CALM, ANDON], ids=["calm", "andon"])
def test_marks_are_seen_and_their_words_read(theme: str, colours: dict[str, dict[str, str]]):
    of = colours[theme]
    for ground in ("surface", "page"):
        weak = [hue for hue in HUES if contrast(of[f"state-{hue}"], of[ground]) < 3.0]
        dim = [hue for hue in HUES if contrast(of[f"state-{hue}-text"], of[ground]) < 4.5]
        assert (weak, dim) == ([], []), ground


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_read_on_every_ground(theme: str):
    of = CALM[theme]
    for ground in ("page", "surface", "raised"):
        for ink in ("ink", "soft", "accent", "danger"):
            assert contrast(of[ink], of[ground]) >= 4.5, (ink, ground)
        assert contrast(of["edge"], of[ground]) >= 3.0, ground
    assert contrast(of["on-accent"], of["accent"]) >= 4.5
    assert contrast(of["accent-deep"], of["accent-wash"]) >= 4.5
