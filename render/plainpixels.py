"""Pictures of any kind as plain ones: eight bits, no palette, no transparency.

What comes out is ``RGB``, ``L``, ``CMYK`` or ``LAB``; the numbers keep the meaning that the
picture's colour profile gives them. What the imaging library raises over damaged pixels passes
through.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

_CLEAR = ("RGBA", "RGBa", "LA", "La", "PA")
_DEEP = 65_535


def normal(picture: Image.Image) -> Image.Image:
    """A picture as a plain one; transparency becomes paper white."""
    mode = picture.mode
    if mode in _CLEAR or "transparency" in picture.info:
        return _on_paper(picture)
    if mode in ("RGB", "L", "CMYK", "LAB"):
        return picture
    if mode == "1":
        return picture.convert("L")
    if mode == "F":
        return _of_floats(picture)
    return _of_integers(picture) if mode.startswith("I") else picture.convert("RGB")


def _on_paper(picture: Image.Image) -> Image.Image:
    grey = picture.mode in ("1", "L", "LA", "La")
    if picture.mode.startswith("I"):
        # A grey level of sixteen bits that is to be clear: it is lost among those of eight.
        return _of_integers(picture)
    plain = "L" if grey else "RGB"
    full = picture.convert("LA" if grey else "RGBA")
    sheet = Image.new(plain, picture.size, "white")
    sheet.paste(full.convert(plain), mask=full.getchannel("A"))
    return sheet


def _of_integers(picture: Image.Image) -> Image.Image:
    """Sixteen bits as eight, light as light; a plain conversion would cut all off at 255."""
    wide = picture if picture.mode == "I" else picture.convert("I")
    _, most = wide.getextrema()
    # Thirty-two bits that use more than sixteen of them.
    full = _DEEP if float(str(most)) <= _DEEP else 2**31 - 1
    return wide.point(lambda value: value * (255 / full) + 0.5).convert("L")


def _of_floats(picture: Image.Image) -> Image.Image:
    """Numbers from 0 to 1, or as large as those of eight or sixteen bits."""
    values = np.nan_to_num(np.asarray(picture), nan=0.0, posinf=0.0, neginf=0.0)
    most = float(values.max(initial=0.0))
    full = 1.0 if most <= 1 else 255.0 if most <= 255 else max(float(_DEEP), most)
    return Image.fromarray((values.clip(0, full) * (255 / full) + 0.5).astype(np.uint8))
