"""An SVG drawing in whole micrometres: its frame, its legend, its colours by day and by night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.round_numbers import round_below
from layerworks.pictures.theme import THEMES, ThemeName
from layerworks.words import Language

_LETTERS = 0.026  # height of letters, of the drawing's larger side
_LINE = 1.7  # from one row of the legend to the next, in letters
_ASIDE = 12.0  # width of the legend, in letters
_SHOWN_PX = 960.0  # width at which a page shows the drawing unless it says otherwise


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a drawing lies: left and rear edge in machine coordinates, size, and the height of letters, in µm."""

    left: float
    rear: float
    width: float
    depth: float
    letters: float

    def at(self, points_mm: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return (n, 2) whole µm from the upper left corner, y downwards, of (n, 2 or more) points."""
        x, y = points_mm[:, 0] * 1000.0 - self.left, self.rear - points_mm[:, 1] * 1000.0
        return np.rint(np.stack([x, y], axis=1)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a legend. sample: class of its style, none for no sample. thick: in letters. text: beside it."""

    sample: str
    thick: float
    text: str


def frame_about(ends_mm: NDArray[np.float64], reach_mm: float) -> Frame:
    """Return the frame about points (n, 2 or more) with as much around them."""
    (left, front), (right, rear) = (1000.0 * (side + s * reach_mm) for side, s in (
        (ends_mm[:, :2].min(axis=0), -1.0), (ends_mm[:, :2].max(axis=0), 1.0)
    ))  # fmt: skip
    return Frame(left, rear, right - left, rear - front, _LETTERS * max(right - left, rear - front))


def legend_of(rows: Sequence[Row], frame: Frame, *, joined: bool) -> list[str]:
    """Return the rows of a legend from the top. joined: samples touch and figures stand at their borders."""
    lines: list[str] = []
    high = _LINE * frame.letters
    long = high if joined else 1.6 * frame.letters
    for k, row in enumerate(rows):
        y = (k + 0.5) * high
        thick = high if joined else row.thick * frame.letters
        name = f"{row.sample} step" if joined else row.sample
        drawn = row.sample and f'<path class="{name}" stroke-width="{thick:.0f}" d="M0 {y:.0f}h{long:.0f}"/>'
        base = y + 0.35 * frame.letters - (0.5 * high if joined else 0.0)
        lines.append(f'{drawn}<text x="{long + 0.8 * frame.letters:.0f}" y="{base:.0f}">{escape(row.text)}</text>')
    return lines


def sheet(
    frame: Frame,
    title: str,
    description: str,
    *,
    colours: Mapping[str, str],
    body: Sequence[str],
    legend: Sequence[str],
    label: str,
    theme: ThemeName | None,
    language: Language,
) -> str:
    """Return a whole document. colours: `#rrggbb` by class. theme: None follows the reader's screen."""
    letters = frame.letters
    margin = 1.5 * letters
    wide = frame.width + _ASIDE * letters + 3.0 * margin
    deep = max(frame.depth + 3.0 * letters, len(legend) * _LINE * letters) + 2.0 * margin
    box = f"{-margin:.0f} {-margin:.0f} {wide:.0f} {deep:.0f}"
    shown = f'width="{_SHOWN_PX:.0f}" height="{_SHOWN_PX * deep / wide:.0f}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {shown} lang="{language}" role="img" '
            'class="layer" aria-labelledby="layer-title layer-description">',
            f'<title id="layer-title">{escape(title)}</title>',
            f'<desc id="layer-description">{escape(description)}</desc>',
            f"<style>{_style(frame, colours, theme)}</style>",
            f'<rect class="paper" x="{-margin:.0f}" y="{-margin:.0f}" width="{wide:.0f}" height="{deep:.0f}"/>',
            "<g>",
            *body,
            "</g>",
            f'<g transform="translate({frame.width + 1.5 * margin:.0f} 0)">',
            *legend,
            "</g>",
            *_foot(frame, label),
            "</svg>",
            "",
        )
    )


def _style(frame: Frame, colours: Mapping[str, str], theme: ThemeName | None) -> str:
    thin = 0.12 * frame.letters
    rules = [
        tones("layer", theme),
        ".layer path{fill:none;stroke-linecap:round;stroke-linejoin:round}",
        f".layer text{{font:{frame.letters:.0f}px sans-serif;fill:var(--ink)}}",
        ".layer .paper{fill:var(--paper)}.layer .faint{fill:var(--faint)}",
        ".layer .step{stroke-linecap:butt}.layer .bar{stroke:var(--ink);stroke-linecap:butt}",
        f".layer .travel{{stroke:var(--faint);stroke-width:{thin:.0f};stroke-linecap:butt;"
        f"stroke-dasharray:{5.0 * thin:.0f} {4.0 * thin:.0f}}}",
        f".layer .seam{{fill:var(--ink);stroke:var(--paper);stroke-width:{thin:.0f}}}",
        *(f".layer .{name}{{stroke:{colour}}}" for name, colour in colours.items()),
    ]
    return "".join(rules)


def tones(name: str, theme: ThemeName | None) -> str:
    """Return the rules that give a class of drawings its colours: paper, ink, faint. theme: None follows the screen."""
    if theme is None:
        return f"{tones(name, 'light')}@media(prefers-color-scheme:dark){{{tones(name, 'dark')}}}"
    colours = THEMES[theme]
    return f".{name}{{--paper:{colours.surface};--ink:{colours.ink};--faint:{colours.faint}}}"


def _foot(frame: Frame, label: str) -> tuple[str, str]:
    """Return a bar of a round length on the left, and what layer this is on the right."""
    rough, y = 0.24 * frame.width, frame.depth + 2.6 * frame.letters
    long = round_below(rough)
    bar = f'<path class="bar" d="M0 {y:.0f}h{long:.0f}" stroke-width="{0.25 * frame.letters:.0f}"/>'
    return (
        f'{bar}<text x="0" y="{y - 0.6 * frame.letters:.0f}">{long / 1000.0:g} mm</text>',
        f'<text class="faint" text-anchor="end" x="{frame.width:.0f}" y="{y:.0f}">{escape(label)}</text>',
    )
