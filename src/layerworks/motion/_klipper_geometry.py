"""Where Klipper slows down because of how a machine's axes are carried: its arms and angles → KlipperLimits.

The rules are those of klippy/kinematics: past a ratio between the way of an arm's carriage and that of the head,
moves get half, then a quarter, of velocity and acceleration.
"""

import math
from dataclasses import dataclass

from layerworks.motion._cfg_sections import Section, Sections, section_of

_SLOW_RATIO = 3.0
_STEPS_PER_TURN = 200.0


@dataclass(frozen=True, slots=True)
class Slowness:
    """See KlipperLimits."""

    slow_mm: float | None = None
    very_slow_mm: float | None = None
    max_angular_velocity_rad_s: float = 0.0


def slowness(kinematics: str, sections: Sections) -> Slowness:
    """Return where a machine is slowed down. Raises Rejected when its geometry is not given."""
    printer = section_of(sections, "printer")
    match kinematics:
        case "delta":
            return _delta(printer, [section_of(sections, f"stepper_{tower}") for tower in "abc"])
        case "deltesian":
            return _deltesian(printer, [section_of(sections, f"stepper_{side}") for side in ("left", "right")])
        case "polar":
            velocity = printer.number("max_angular_velocity", 0.0, low=0.0)
            return Slowness(max_angular_velocity_rad_s=velocity)
        case _:
            return Slowness()


def _delta(printer: Section, towers: list[Section]) -> Slowness:
    radius = printer.number("delta_radius", above=0.0)
    first = towers[0].number("arm_length", above=radius)
    arm = min(tower.number("arm_length", first, above=radius) for tower in towers)
    half_step = 0.5 * min(_step_mm(tower) for tower in towers)

    def reach(ratio: float) -> float:
        return ratio * math.sqrt(arm**2 / (ratio**2 + 1.0) - half_step**2) + half_step - radius

    # Klipper compares squares, so that a reach that does not even get to the middle counts like one past it.
    return Slowness(abs(reach(_SLOW_RATIO)), abs(reach(2.0 * _SLOW_RATIO)))


def _deltesian(printer: Section, sides: list[Section]) -> Slowness:
    first_x = sides[0].number("arm_x_length", above=0.0)
    arms_x = [side.number("arm_x_length", first_x, above=0.0) for side in sides]
    first = sides[0].number("arm_length", above=arms_x[0])
    arms = [side.number("arm_length", first, above=x) for side, x in zip(sides, arms_x, strict=True)]
    ratio2 = printer.number("slow_ratio", _SLOW_RATIO, low=0.0) ** 2
    if ratio2 == 0.0:
        return Slowness()

    def reach(share2: float) -> float:
        return min(math.sqrt(share2 * arm**2 / (share2 + 1.0)) - x for arm, x in zip(arms, arms_x, strict=True))

    slow, very_slow = abs(reach(ratio2)), abs(reach(2.0 * ratio2))
    return Slowness(slow, very_slow) if slow and very_slow else Slowness()


def _step_mm(stepper: Section) -> float:
    """Return the length of one step."""
    turn_mm = stepper.number("rotation_distance", above=0.0)
    microsteps = stepper.number("microsteps", above=0.0)
    steps = stepper.number("full_steps_per_rotation", _STEPS_PER_TURN, above=0.0)
    return turn_mm / (steps * microsteps * _gear_ratio(stepper))


def _gear_ratio(stepper: Section) -> float:
    """Return the product of a list like “80:16, 57:11”."""
    text, _line = stepper.options.get("gear_ratio", ("", 0))
    ratio = 1.0
    for pair in filter(None, (part.strip() for part in text.split(","))):
        try:
            high, low = (float(number) for number in pair.split(":"))
            ratio *= high / low
        except (ValueError, ZeroDivisionError):
            raise stepper.bad_value("gear_ratio") from None
    return ratio
