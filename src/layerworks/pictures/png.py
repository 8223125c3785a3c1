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
