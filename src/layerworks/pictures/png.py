"""Pictures as PNG bytes."""

import io

from PIL import Image


def png_bytes(picture: Image.Image) -> bytes:
    """Return a picture as PNG, the same bytes for the same pixels (of one version of Pillow)."""
    stream = io.BytesIO()
    picture.save(stream, format="PNG", compress_level=4)
    return stream.getvalue()
