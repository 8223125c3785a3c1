"""An estimate for people: the figures, then where the time goes, by feature and by layer."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise

from layerworks.cli import speech
from layerworks.cli.durations import duration
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.motion import Estimate

_BAR = 24  # characters of the longest bar
_LAYERS_ACROSS = 72
_SLOWEST = 3
_TENTHS_BELOW_S = 10.0
_HEIGHTS = "▁▂▃▄▅▆▇█"
_UNKNOWN_SHOWN = 20


def show_estimate(timed: Estimate, source: str) -> None:
    """Print an estimate. source: whose limits were used."""
    low, high = timed.interval_s
    speech.answer(word("estimated", time=duration(timed.time_s), low=duration(low), high=duration(high), limits=source))
    speech.answer(
        word(
            "estimated_filament",
            filament_m=timed.filament_mm / 1000.0,
            mass_g=timed.mass_g,
            flow_mm3_s=timed.mean_flow_mm3_s,
            peak_mm3_s=timed.peak_flow_mm3_s,
        )
    )
    speech.answer(
        word(
            "estimated_speed",
            all_mm_s=timed.effective_speed_mm_s,
            printing_mm_s=timed.printing_speed_mm_s,
            share=timed.share_at_commanded_speed,
        )
    )
    _show_spent(timed)
    _show_roles(timed)
    _show_layers(timed)
    if timed.pauses:
        speech.answer(word("estimated_pauses", count=timed.pauses))
    if timed.unknown:
        columns = ("column_unknown", "column_count", "column_first_line")
        rows = ((command.name, str(command.count), str(command.line)) for command in timed.unknown[:_UNKNOWN_SHOWN])
        show_table(columns, rows)


def show_change(before: Estimate, after: Estimate) -> None:
    """Print what changed limits come to."""
    change = after.time_s / before.time_s - 1.0 if before.time_s else 0.0
    speech.answer(word("estimated_change", before=duration(before.time_s), after=duration(after.time_s), change=change))


def _show_spent(timed: Estimate) -> None:
    spent = {name.removesuffix("_s"): seconds for name, seconds in asdict(timed.spent).items() if seconds >= 0.05}
    rows = (
        (word(f"spent_{name}"), _time(seconds), f"{seconds / timed.time_s:.0%}", _bar(seconds, spent.values()))
        for name, seconds in spent.items()
    )
    show_table(("column_spent", "column_time", "column_share", "column_bar"), rows, spare=("column_bar",))


def _show_roles(timed: Estimate) -> None:
    roles = sorted(timed.by_role, key=lambda total: -total.time_s)
    rows = (
        (
            speech.line(total.role.label),
            _time(total.time_s),
            f"{total.time_s / timed.motion_s:.0%}" if timed.motion_s else "–",
            f"{total.length_mm / 1000.0:.1f} m" if total.length_mm else "–",
            f"{total.length_mm / total.time_s:.0f} mm/s" if total.length_mm else "–",
            f"{total.at_speed_mm / total.length_mm:.0%}" if total.volume_mm3 else "–",
            f"{total.peak_flow_mm3_s:.1f} mm³/s" if total.peak_flow_mm3_s else "–",
        )
        for total in roles
    )
    columns = (
        "column_role",
        "column_time",
        "column_share",
        "column_length",
        "column_speed",
        "column_at_speed",
        "column_peak_flow",
    )
    show_table(columns, rows, spare=("column_at_speed", "column_peak_flow", "column_length"))


def _show_layers(timed: Estimate) -> None:
    layer_s = timed.layer_s.tolist()
    if not layer_s:
        return
    slowest = sorted(range(len(layer_s)), key=lambda k: (-layer_s[k], k))[:_SLOWEST]
    named = ", ".join(
        word("layer_time", layer=k + 1, z_mm=timed.layer_z_mm.item(k), time=_time(layer_s[k])) for k in slowest
    )
    quickest, longest = _time(min(layer_s)), _time(max(layer_s))
    speech.answer(word("estimated_layers", count=len(layer_s), low=quickest, high=longest, slowest=named))
    speech.answer(_skyline(layer_s))


def _time(seconds: float) -> str:
    return word("tenths", seconds=seconds) if seconds < _TENTHS_BELOW_S else duration(seconds)


def _bar(seconds: float, beside: Iterable[float]) -> str:
    return "█" * max(1, round(_BAR * seconds / max(beside)))


def _skyline(layer_s: Sequence[float]) -> str:
    """Return the times of layers as a line of blocks, each the mean of some layers where there are many."""
    count = min(len(layer_s), _LAYERS_ACROSS)
    cuts = [len(layer_s) * k // count for k in range(count + 1)]
    means = [sum(layer_s[a:b]) / (b - a) for a, b in pairwise(cuts)]
    top = max(means) or 1.0
    return "".join(_HEIGHTS[min(int(len(_HEIGHTS) * mean / top), len(_HEIGHTS) - 1)] for mean in means)
