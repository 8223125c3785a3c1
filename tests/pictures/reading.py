"""Pictures as arrays."""

import io

import numpy as np
from PIL import Image

from layerworks.pictures.theme import THEMES, ThemeName


def pixels(png: bytes) -> np.ndarray:
    """Return (h, w, 4) u8 RGBA."""
    return np.array(Image.open(io.BytesIO(png)).convert("RGBA"))


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])


def off_paper(picture: np.ndarray, theme: ThemeName, tolerance: int = 6) -> np.ndarray:
    """Return (h, w) whether a pixel differs from the theme's paper."""
    return (np.abs(picture[..., :3].astype(int) - rgb(THEMES[theme].surface)) > tolerance).any(axis=-1)
