"""Limits somebody wishes: found by any of their names, on any firmware, and refused when they cannot be."""

import pytest

from layerworks.errors import Misused
from layerworks.motion import KlipperLimits, MarlinLimits, RepRapFirmwareLimits
from layerworks.motion.what_if import changed_limits
from layerworks.words import render


def test_a_klipper_limit_has_the_name_of_its_field_or_of_the_configuration():
    for name in ("max_accel_mm_s2", "max_accel", "accel", " MAX_ACCEL "):
        wished, names = changed_limits(KlipperLimits(), {name: "1234"})
        assert wished == KlipperLimits(max_accel_mm_s2=1234.0)
        assert names == ("max_accel_mm_s2",)


def test_a_wish_for_what_is_there_already_still_holds_the_program():
    limits = KlipperLimits()
    assert changed_limits(limits, {"max_accel": str(limits.max_accel_mm_s2)}) == (limits, ("max_accel_mm_s2",))
    marlin = MarlinLimits()
    same, names = changed_limits(marlin, {"max_velocity": str(marlin.max_velocity_mm_s)})
    assert same == marlin
    assert names == ("axis_velocity_mm_s",)


@pytest.mark.parametrize("limits", [MarlinLimits(), RepRapFirmwareLimits()], ids=["marlin", "reprap"])
def test_common_names_mean_x_and_y_of_another_firmware(limits: MarlinLimits | RepRapFirmwareLimits):
    wished, names = changed_limits(limits, {"max_accel": "700", "square_corner_velocity": "7"})
    assert isinstance(wished, MarlinLimits | RepRapFirmwareLimits)
    assert wished.axis_accel_mm_s2 == (700.0, 700.0, *limits.axis_accel_mm_s2[2:])
    assert wished.print_accel_mm_s2 == wished.travel_accel_mm_s2 == 700.0
    assert wished.square_corner_velocity_mm_s == pytest.approx(7.0)
    assert {"axis_accel_mm_s2", "print_accel_mm_s2", "travel_accel_mm_s2", "axis_jerk_mm_s"} <= set(names)


def test_a_limit_of_each_axis_takes_four_numbers():
    wished, names = changed_limits(MarlinLimits(), {"axis_jerk": "8,8,0.4,5", "linear_advance": "0"})
    assert wished == MarlinLimits(axis_jerk_mm_s=(8.0, 8.0, 0.4, 5.0))
    assert names == ("axis_jerk_mm_s", "linear_advance_s")


def test_what_no_report_tells_is_a_word():
    wishes = {"kinematics": "CoreXY", "generation": "2.1.3", "Junction": "deviation", "junction_deviation": "0.02"}
    wished, names = changed_limits(MarlinLimits(), wishes)
    assert wished == MarlinLimits(
        kinematics="corexy", generation="2.1.3", junction="deviation", junction_deviation_mm=0.02
    )
    assert names == ("kinematics", "generation", "junction", "junction_deviation_mm")
    assert changed_limits(RepRapFirmwareLimits(), {"kinematics": "corexy"})[0] == RepRapFirmwareLimits(
        kinematics="corexy"
    )


@pytest.mark.parametrize(
    ("limits", "name", "text", "said"),
    [
        (KlipperLimits(), "max_acel", "1", "did you mean “max_accel"),
        (KlipperLimits(), "max_accel", "0", "max_accel cannot be “0”"),
        (KlipperLimits(), "max_accel", "fast", "cannot be “fast”"),
        (KlipperLimits(), "max_accel", "1,2,3,4", "cannot be “1,2,3,4”"),
        (KlipperLimits(), "minimum_cruise_ratio", "1", "cannot be “1”"),
        (MarlinLimits(), "axis_jerk", "8", "cannot be “8”"),
        (MarlinLimits(), "axis_jerk", "8,8,nan,8", "cannot be"),
        (MarlinLimits(), "time_doubt", "1,1", "no limit “time_doubt”"),
        (MarlinLimits(), "kinematics", "1", "kinematics cannot be “1”"),
        (RepRapFirmwareLimits(), "kinematics", "delta", "kinematics cannot be “delta”"),
        (KlipperLimits(), "kinematics", "corexy", "no limit “kinematics”"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    limits: KlipperLimits | MarlinLimits | RepRapFirmwareLimits, name: str, text: str, said: str
):
    with pytest.raises(Misused) as refused:
        changed_limits(limits, {name: text})
    assert said in render(refused.value.text, "en")
    render(refused.value.text, "zh")
