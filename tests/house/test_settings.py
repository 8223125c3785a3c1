"""Settings records refuse what they cannot use and say why."""

from dataclasses import dataclass

import pytest

from layerworks.errors import Rejected
from layerworks.settings import parse_settings, setting, settings_record


@dataclass(frozen=True, slots=True)
class Sample:
    wall_count: int = setting(2, low=0, high=10)
    line_width_mm: float = setting(0.45, unit="mm", low=0.05, high=5.0)
    pattern: str = setting("grid", choices=("grid", "gyroid"))
    thin_walls: bool = setting(True)
    angles_deg: tuple[float, ...] = setting((45.0, -45.0), unit="deg", low=-360, high=360)


def test_texts_become_typed_values():
    texts = {
        "wall_count": "3",
        "line_width_mm": "0.6 mm",
        "pattern": "gyroid",
        "thin_walls": "no",
        "angles_deg": "0, 90",
    }
    record = settings_record(Sample, parse_settings([Sample], texts))
    assert record == Sample(3, 0.6, "gyroid", False, (0.0, 90.0))


def test_a_percentage_is_a_share():
    assert parse_settings([Sample], {"line_width_mm": "50%"}) == {"line_width_mm": 0.5}


def test_an_unknown_key_is_answered_with_the_nearest():
    with pytest.raises(Rejected, match="wall_count"):
        parse_settings([Sample], {"walls_count": "2"})


@pytest.mark.parametrize(
    "texts",
    [
        {"wall_count": "11"},
        {"wall_count": "2.5"},
        {"line_width_mm": "nan"},
        {"line_width_mm": "wide"},
        {"pattern": "waves"},
        {"thin_walls": "perhaps"},
        {"angles_deg": "0,400"},
    ],
)
def test_values_outside_their_bounds_are_refused(texts):
    with pytest.raises(Rejected, match=next(iter(texts))):
        parse_settings([Sample], texts)


def test_everything_wrong_is_told_at_once():
    with pytest.raises(Rejected) as refused:
        parse_settings([Sample], {"wall_count": "-1", "line_width_mm": "x", "nothing": "1"})
    assert all(key in str(refused.value) for key in ("wall_count", "line_width_mm", "nothing"))


def test_values_of_a_file_are_held_to_the_same_bounds():
    with pytest.raises(Rejected, match="line_width_mm"):
        settings_record(Sample, {"line_width_mm": 9, "other_stage_mm": 1})
    assert settings_record(Sample, {"line_width_mm": 1}).line_width_mm == 1.0
