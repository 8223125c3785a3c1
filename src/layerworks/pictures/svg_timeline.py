"""Time by layer as a chart that stays sharp: SVG with labelled axes and a legend in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.palette import ROLE_COLOURS
from layerworks.pictures.round_numbers import round_above
from layerworks.pictures.svg_sheet import tones
from layerworks.pictures.theme import ThemeName
from layerworks.pictures.timeline import peak_of
from layerworks.slicing.role import Role
from layerworks.words import Language, render, say

F64 = NDArray[np.float64]

_LETTERS = 14
_WIDTH, _HEIGHT = 720, 320  # of the plot
_LEFT, _TOP, _BELOW, _ASIDE = 80, 24, 64, 270  # room around it: numerals and names of the axes, legend
_SWATCH = 14


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """What has one colour. time_s: (k,) by layer."""

    colour: str
    name: str
    time_s: F64


def timeline_svg(time_s: F64, *, theme: ThemeName | None = None, language: Language = "en") -> bytes:
    """Return an SVG of seconds by layer, the first on the left, each column stacked by what the time is spent on.

    time_s: (k, r) as `time_by_layer` gives it. theme: None follows the reader's screen.
    """
    bands = _bands(time_s, language)
    peak_s = peak_of(time_s)
    step_s = round_above(peak_s / 4.0)
    full_s = step_s * math.ceil(peak_s / step_s - 1e-9)
    title = render(say("pictures.timeline_title"), language)
    told = render(
        say("pictures.timeline_description", layers=len(time_s), total_s=float(time_s.sum()), peak_s=peak_s), language
    )
    deep = max(_TOP + _HEIGHT + _BELOW, 2 * _TOP + len(bands) * 2 * _SWATCH)
    size = f"{_LEFT + _WIDTH + _ASIDE} {deep}"
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{size.split()[0]}" height="{deep}" '
        f'lang="{language}" role="img" class="timeline" aria-labelledby="timeline-title timeline-description">',
        f'<title id="timeline-title">{escape(title)}</title>',
        f'<desc id="timeline-description">{escape(told)}</desc>',
        f"<style>{tones('timeline', theme)}.timeline text{{font:{_LETTERS}px sans-serif;fill:var(--ink)}}"
        ".timeline .paper{fill:var(--paper)}.timeline .grid{stroke:var(--faint);stroke-width:1;stroke-opacity:.35}"
        ".timeline .axis{stroke:var(--faint);stroke-width:1}</style>",
        f'<rect class="paper" width="100%" height="{deep}"/>',
        f'<g transform="translate({_LEFT} {_TOP})">',
        *_seconds_axis(full_s, step_s, language),
        *_areas(bands, full_s),
        *_layer_axis(len(time_s), language),
        "</g>",
        f'<g transform="translate({_LEFT + _WIDTH + 24} {_TOP})">',
        *_legend(bands),
        "</g>",
        "</svg>",
        "",
    )
    return "\n".join(lines).encode()


def _bands(time_s: F64, language: Language) -> list[_Band]:
    roles_of: dict[str, list[Role]] = {}
    for role in Role:
        if time_s[:, role].sum() > 0.0:
            roles_of.setdefault(ROLE_COLOURS[role], []).append(role)
    joint = "、" if language == "zh" else ", "
    return [
        _Band(colour, joint.join(render(role.label, language) for role in roles), time_s[:, roles].sum(axis=1))
        for colour, roles in roles_of.items()
    ]


def _areas(bands: Sequence[_Band], full_s: float) -> list[str]:
    """Return a stepped area for each band, each on top of those before it."""
    if not bands:
        return []
    layers = len(bands[0].time_s)
    x = [f"{k * _WIDTH / layers:.5g}" for k in range(layers + 1)]
    floor = np.zeros(layers)
    lines: list[str] = []
    for band in bands:
        top = floor + band.time_s
        high, low = ([f"{y:.5g}" for y in (_HEIGHT * (1.0 - edge / full_s)).tolist()] for edge in (top, floor))
        there = "".join(f"V{high[k]}H{x[k + 1]}" for k in range(layers))
        back = "".join(f"V{low[k]}H{x[k]}" for k in reversed(range(layers)))
        lines.append(f'<path fill="{band.colour}" d="M0 {low[0]}{there}{back}Z"/>')
        floor = top
    return lines


def _seconds_axis(full_s: float, step_s: float, language: Language) -> list[str]:
    name = escape(render(say("pictures.seconds_a_layer"), language))
    middle = _HEIGHT // 2
    lines = [f'<text text-anchor="middle" transform="translate({22 - _LEFT} {middle}) rotate(-90)">{name}</text>']
    for k in range(round(full_s / step_s) + 1):
        y = _HEIGHT - k * step_s / full_s * _HEIGHT
        lines.append(f'<path class="grid" d="M0 {y:.1f}h{_WIDTH}"/>')
        lines.append(f'<text text-anchor="end" x="-8" y="{y + 0.35 * _LETTERS:.1f}">{k * step_s:g}</text>')
    return lines


def _layer_axis(layers: int, language: Language) -> list[str]:
    name = escape(render(say("pictures.layer_number"), language))
    lines = [f'<path class="axis" d="M0 {_HEIGHT}h{_WIDTH}"/>']
    step = math.ceil(round_above(max(layers, 1) / 6.0))
    for layer in (1, *range(max(step, 2), layers + 1, step)):
        x = (layer - 0.5) / max(layers, 1) * _WIDTH
        lines.append(f'<path class="axis" d="M{x:.1f} {_HEIGHT}v5"/>')
        lines.append(f'<text text-anchor="middle" x="{x:.1f}" y="{_HEIGHT + 9 + _LETTERS}">{layer}</text>')
    lines.append(f'<text text-anchor="middle" x="{_WIDTH // 2}" y="{_HEIGHT + 52}">{name}</text>')
    return lines


def _legend(bands: Sequence[_Band]) -> list[str]:
    """Return the bands from the top of a column to its bottom."""
    lines: list[str] = []
    for k, band in enumerate(reversed(bands)):
        y = 2 * _SWATCH * k
        lines.append(f'<rect fill="{band.colour}" y="{y}" width="{_SWATCH}" height="{_SWATCH}"/>')
        lines.append(f'<text x="{2 * _SWATCH}" y="{y + 12}">{escape(band.name)}</text>')
    return lines
