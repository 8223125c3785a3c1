"""Layers that take too long are named."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from layerworks.app.layer_times import too_long
from layerworks.app.recipe import recipe_of
from layerworks.app.wish import Wish
from layerworks.errors import Rejected
from layerworks.motion.estimate import Estimate
from layerworks.words import render


class _Timed:
    def __init__(self, *seconds: float) -> None:
        self.layer_end_s = np.cumsum(seconds)


def timed(*seconds: float) -> Estimate:
    return cast(Estimate, _Timed(*seconds))


def test_no_limit_and_no_long_layer_say_nothing():
    assert too_long(timed(1000.0), 0.0) == ()
    assert too_long(timed(10.0, 20.0, 30.0), 30.0) == ()


def test_long_layers_are_named_in_runs():
    (finding,) = too_long(timed(10.0, 70.0, 80.0, 10.0, 61.0), 60.0)
    assert (finding.severity, finding.value, finding.limit) == ("warn", 80.0, 60.0)
    assert "2–3, 5" in render(finding.text, "en")
    (one,) = too_long(timed(10.0, 70.0), 60.0)
    assert render(one.text, "en").startswith("Layer 2 takes 70 s")
    (many,) = too_long(timed(*[70.0, 1.0] * 20), 60.0)
    assert render(many.text, "zh").count(",") == 8


@pytest.mark.parametrize(
    "key", ["nozzle_temperature_c", "first_layer_nozzle_temperature_c", "nozzle_steps_c", "bed_temperature_c"]
)
def test_a_machine_is_not_asked_for_more_heat_than_it_has(key, tmp_path):
    wish = Wish(tmp_path / "part.stl", "creality-ender-3", settings={key: "290"})
    with pytest.raises(Rejected, match="290"):
        recipe_of(wish)
    low = recipe_of(replace(wish, settings={"nozzle_temperature_c": "200"})).temperatures
    assert (low.nozzle_c, low.first_nozzle_c) == (200.0, 200.0)
