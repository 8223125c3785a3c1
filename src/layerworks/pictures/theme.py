"""The look of pictures by day and by night. Role colours stand in palette.py."""

from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#rrggbb`.

    surface: paper around everything. floor: bed below the part. grid: lines on the bed. ink, faint: writing.
    part: plastic of a part whose colour is not known. shadow: share of light lost in the deepest shadow on the bed.
    below: how much of its colour a layer keeps under another.
    """

    surface: str
    floor: str
    grid: str
    ink: str
    faint: str
    part: str
    shadow: float
    below: float


THEMES: dict[ThemeName, Theme] = {
    "light": Theme("#ffffff", "#f3f5f8", "#8fa0b3", "#28323d", "#6b7684", "#7d9cc0", 0.62, 0.45),
    "dark": Theme("#10151c", "#1d2630", "#62768c", "#e4eaf1", "#8a95a3", "#7fa3cd", 0.80, 0.10),
}
