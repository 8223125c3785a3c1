"""Settings records refuse what they cannot use and say why."""

from dataclasses import dataclass

import pytest

from layerworks.errors import Rejected
from layerworks.settings import parse_settings, setting, settings_record, typed_settings


@dataclass(frozen=True, slots=True)
class Sample:
    wall_count: int = setting(2, low=0, high=10)
    line_width_mm: float = setting(0.45, unit="mm", low=0.05, high=5.0)
    pattern: str = setting("grid", choices=("grid", "gyroid"))
    thin_walls: bool = setting(True)
    density: float = setting(0.2, low=0.0, high=1.0)
    speed_mm_s: float = setting(60.0, unit="mm/s", low=0.1, high=500.0)
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
    assert record == Sample(3, 0.6, "gyroid", False, angles_deg=(0.0, 90.0))


def test_a_percentage_is_a_share():
    assert parse_settings([Sample], {"density": "50%"}) == {"density": 0.5}
    assert parse_settings([Sample], {"density": "50 %"}) == {"density": 0.5}
    with pytest.raises(Rejected, match="line_width_mm"):
        parse_settings([Sample], {"line_width_mm": "50%"})


@pytest.mark.parametrize(("text", "value"), [("450 µm", 0.45), ("450um", 0.45), ("0.045cm", 0.45), ("0.45", 0.45)])
def test_a_unit_of_the_same_kind_is_turned_into_ours(text: str, value: float):
    assert parse_settings([Sample], {"line_width_mm": text})["line_width_mm"] == pytest.approx(value)


@pytest.mark.parametrize(("text", "value"), [("3 m/min", 50.0), ("3000 mm/min", 50.0), ("50 mm/s", 50.0)])
def test_speeds_take_the_units_of_the_trade(text: str, value: float):
    assert parse_settings([Sample], {"speed_mm_s": text})["speed_mm_s"] == pytest.approx(value)


def test_a_unit_of_another_kind_is_refused():
    with pytest.raises(Rejected, match="speed_mm_s"):
        parse_settings([Sample], {"speed_mm_s": "50 mm"})


def test_values_of_a_file_may_carry_units():
    assert typed_settings([Sample], {"line_width_mm": "0.6 mm", "wall_count": 3, "angles_deg": [0, 90]}) == {
        "line_width_mm": 0.6, "wall_count": 3, "angles_deg": (0.0, 90.0),
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"wall_count": True}, {"wall_count": 2.5}, {"angles_deg": 3}, {"thin_walls": 1}, {"pattern": 3}]
)
def test_values_of_another_type_are_refused(wrong: dict[str, object]):
    with pytest.raises(Rejected, match=next(iter(wrong))):
        typed_settings([Sample], wrong)


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
