"""Pictures as PNG bytes."""

import io

from PIL import Image


def png_bytes(picture: Image.Image) -> bytes:
    """Return a picture as PNG, the same bytes for the same pixels (of one version of Pillow)."""
    stream = io.BytesIO()
    picture.save(stream, format="PNG", compress_level=4)
    return stream.getvalue()


def small_png_bytes(picture: Image.Image) -> bytes:
    """Return a small picture as PNG of at most 96 colours, transparency kept."""
    stream = io.BytesIO()
    few = picture.quantize(96, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(stream, format="PNG", compress_level=9)
    return stream.getvalue()


def reduced(picture: Image.Image, size_px: tuple[int, int]) -> Image.Image:
    """Return a picture with transparency at a smaller size; what is not seen lends no colour to what is."""
    if picture.size == size_px:
        return picture
    return picture.convert("RGBa").resize(size_px, Image.Resampling.BOX).convert("RGBA")
