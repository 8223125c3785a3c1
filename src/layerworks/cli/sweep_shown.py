"""Levers and what is known of a printer, for people."""

import math
from collections.abc import Iterable

from layerworks.app.sweeping import SweptModel, SweptProgram
from layerworks.cli import speech
from layerworks.cli.durations import duration
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.motion import Duration, NonMotionModel
from layerworks.motion.effective import EffectiveSpeed
from layerworks.motion.sweeping import Outcome
from layerworks.words import say

_TO_90 = 1.645  # standard deviations from the middle to the ends of nine in ten


def show_swept(swept: SweptProgram, source: str) -> None:
    """Print the levers of a program, then what an effective speed would take."""
    base = swept.sweep.as_it_is
    speech.answer(word("swept", time=duration(base.time_s), speed_mm_s=base.effective_mm_s, limits=source))
    _show((*swept.sweep.levers, swept.sweep.together))
    if swept.sweep.beads:
        speech.answer(word("swept_beads"))
        _show(swept.sweep.beads)
    _show_effective(swept.effective)


def show_resliced(swept: SweptModel) -> None:
    """Print what slicing a model again comes to."""
    speech.answer(word("resliced", time=duration(swept.as_it_is.time_s), speed_mm_s=swept.as_it_is.effective_mm_s))
    _show(swept.otherwise)


def show_known(model: NonMotionModel, seen: int) -> None:
    """Print what is known of a printer."""
    speech.answer(word("learned", count=seen))
    named = [(word(f"event_{kind}"), known) for kind, known in model.durations.items()]
    named += [(name, known) for name, known in sorted(model.macros.items())]
    rows = ((name, *_times(known), f"{known.weight:.1f}") for name, known in named)
    show_table(("column_event", "column_median", "column_between", "column_weight"), rows)


def _times(known: Duration) -> tuple[str, str]:
    reach = math.exp(_TO_90 * known.spread)
    return f"{known.median_s:.1f} s", f"{known.median_s / reach:.1f} – {known.median_s * reach:.1f} s"


def _show(outcomes: Iterable[Outcome]) -> None:
    rows = (
        (
            speech.line(say(f"motion.lever_{outcome.lever}", value=outcome.value)),
            f"{outcome.change:+.1%}",
            _from_to(outcome),
            f"{outcome.effective_mm_s:.0f} mm/s",
            f"{outcome.peak_flow_mm3_s:.1f} mm³/s",
        )
        for outcome in outcomes
    )
    columns = ("column_lever", "column_change", "column_time", "column_effective", "column_peak_flow")
    show_table(columns, rows, spare=("column_peak_flow", "column_effective"))


def _from_to(outcome: Outcome) -> str:
    low, high = outcome.between_s
    return duration(outcome.time_s) if low == high else f"{duration(low)} … {duration(high)}"


def _show_effective(effective: EffectiveSpeed) -> None:
    target = effective.target_mm_s
    speech.answer(word("effective_asked", target_mm_s=target, now_mm_s=effective.now_mm_s))
    rows = (
        (
            f"{at.accel_mm_s2:.0f} mm/s²",
            f"{at.at_target_mm_s:.0f} mm/s",
            f"{at.ceiling_mm_s:.0f} mm/s",
            f"{at.commanded_mm_s:.0f} mm/s" if at.commanded_mm_s is not None else word("never"),
            f"{at.peak_flow_mm3_s:.0f} mm³/s" if at.commanded_mm_s is not None else "–",
        )
        for at in effective.accels
    )
    columns = ("column_accel", "column_at_target", "column_ceiling", "column_to_command", "column_peak_flow")
    show_table(columns, rows, spare=("column_peak_flow",))
    if effective.accel_mm_s2 is None:
        speech.answer(word("effective_never", target_mm_s=target, commanded_mm_s=effective.commanded_mm_s))
    else:
        speech.answer(
            word(
                "effective_takes",
                target_mm_s=target,
                commanded_mm_s=effective.commanded_mm_s,
                accel_mm_s2=effective.accel_mm_s2,
                flow_mm3_s=effective.mean_flow_mm3_s,
            )
        )
