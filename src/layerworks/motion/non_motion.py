"""What takes time beside motion: a few stated constants until a printer's own history knows better."""

from collections.abc import Sequence
from dataclasses import dataclass

from layerworks.gcode.reading import Heat, Stop


@dataclass(frozen=True, slots=True)
class NonMotion:
    """Times of what a program only names.

    Heating is linear from ambient_c. low and high: factors on all of it that give the interval of an estimate;
    unknown_s: the most that all of one unknown command is thought to take.
    """

    ambient_c: float = 23.0
    nozzle_c_s: float = 2.5
    bed_c_s: float = 0.4
    chamber_c_s: float = 0.05
    cooling_share: float = 0.3  # of the heating rate
    homing_s: float = 20.0
    probe_s: float = 60.0
    tool_s: float = 15.0
    low: float = 0.6
    high: float = 1.8
    unknown_s: float = 60.0


@dataclass(frozen=True, slots=True)
class NonMotionTimes:
    """Seconds beside motion. pauses: stops that wait for a person, not in any sum."""

    heating_s: float
    homing_s: float
    tool_s: float
    pauses: int


def non_motion_times(
    heats: Sequence[tuple[float, Heat]], stops: Sequence[Stop], constants: NonMotion
) -> NonMotionTimes:
    """Return the times beside motion. heats: with the moment of each on the clock of motion alone."""
    causes = [stop.cause for stop in stops]
    return NonMotionTimes(
        heating_s=_heating_s(heats, constants),
        homing_s=causes.count("home") * constants.homing_s + causes.count("probe") * constants.probe_s,
        tool_s=causes.count("tool") * constants.tool_s,
        pauses=causes.count("pause"),
    )


def _heating_s(heats: Sequence[tuple[float, Heat]], constants: NonMotion) -> float:
    rates = {"nozzle": constants.nozzle_c_s, "bed": constants.bed_c_s, "chamber": constants.chamber_c_s}
    celsius = dict.fromkeys(rates, constants.ambient_c)
    target = dict.fromkeys(rates, constants.ambient_c)
    waited_s = before_s = 0.0

    def let_pass(seconds: float) -> None:
        for heater, rate in rates.items():
            celsius[heater] += _change_c(celsius[heater], target[heater], rate, constants.cooling_share, seconds)

    for moment_s, heat in heats:
        let_pass(moment_s - before_s)
        before_s = moment_s
        target[heat.heater] = max(heat.target_c, constants.ambient_c)
        if heat.wait and heat.target_c > 0.0:
            gap_c = target[heat.heater] - celsius[heat.heater]
            rate = rates[heat.heater]
            wait_s = gap_c / rate if gap_c >= 0.0 else -gap_c / (rate * constants.cooling_share)
            let_pass(wait_s)
            waited_s += wait_s
    return waited_s


def _change_c(celsius: float, target_c: float, rate: float, cooling_share: float, seconds: float) -> float:
    gap = target_c - celsius
    return min(gap, rate * seconds) if gap >= 0.0 else max(gap, -rate * cooling_share * seconds)
