"""Colours as numbers: sRGB as written and stored, linear light for shading, OKLab for choosing.

OKLab: B. Ottosson, "A perceptual color space for image processing" (2020). Equal distances look about equally large.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

_LMS_OF_RGB = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB_OF_ROOTS = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_ROOTS_OF_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_RGB_OF_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_STEPS = 4096  # of linear light told apart; finer than 8 bit sRGB needs anywhere but in the deepest black


def linear_of_hex(colour: str) -> F64:
    """Return (3,) linear light 0…1 of `#rrggbb`."""
    stored = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    return np.where(stored <= 0.04045, stored / 12.92, ((stored + 0.055) / 1.055) ** 2.4)


def hex_of_linear(linear: F64) -> str:
    """Return `#rrggbb` of (3,) linear light, clipped to what a screen can show."""
    red, green, blue = (int(v) for v in bytes_of_linear(linear))
    return f"#{red:02x}{green:02x}{blue:02x}"


def bytes_of_linear(linear: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return sRGB bytes of linear light, any shape, clipped to 0…1 (IEC 61966-2-1)."""
    index = np.clip(linear * _STEPS + 0.5, 0.0, _STEPS).astype(np.int16)
    return _stored_table().take(index)


def oklab_of_linear(linear: F64) -> F64:
    """Return (…, 3) OKLab lightness, a, b of (…, 3) linear light."""
    return _times(np.cbrt(_times(linear, _LMS_OF_RGB)), _LAB_OF_ROOTS)


def linear_of_oklab(lab: F64) -> F64:
    """Return (…, 3) linear light of (…, 3) OKLab; outside 0…1 where a screen cannot show it."""
    return _times(_times(lab, _ROOTS_OF_LAB) ** 3, _RGB_OF_LMS)


def ramp(count: int) -> F64:
    """Return (count, 3) linear light of a scale from low to high: dark violet over teal to light yellow.

    Lightness rises evenly in OKLab, so that the scale also reads in grey and with any colour vision.
    """
    share = np.linspace(0.0, 1.0, count)
    hue = np.radians(300.0 - 200.0 * share)
    chroma = 0.115 + 0.03 * np.cos(2.0 * np.pi * (share - 0.95))
    lab = np.stack([0.34 + 0.56 * share, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    return np.clip(linear_of_oklab(lab), 0.0, 1.0)


def _times(values: F64, rows: tuple[tuple[float, float, float], ...]) -> F64:
    """Return values @ rows.T, added in one fixed order: a BLAS differs in the last digit from machine to machine."""
    x, y, z = values[..., 0], values[..., 1], values[..., 2]
    return np.stack([x * a + y * b + z * c for a, b, c in rows], axis=-1)


@cache
def _stored_table() -> NDArray[np.uint8]:
    linear = np.arange(_STEPS + 1) / _STEPS
    stored = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1.0 / 2.4) - 0.055)
    return np.floor(stored * 255.0 + 0.5).astype(np.uint8)
