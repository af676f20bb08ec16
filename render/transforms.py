"""The colour engine: transforms between two profiles, built once and kept.

Nothing here decides which profiles are meant; what the engine cannot do is `Unusable`, in words.
"""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageCms

from render import iccprofiles

MODES = {iccprofiles.RGB: "RGB", iccprofiles.GREY: "L", iccprofiles.CMYK: "CMYK"}
"""Kind of numbers to how pictures of them are kept."""

INTENTS = {
    "perceptual": ImageCms.Intent.PERCEPTUAL,
    "relative": ImageCms.Intent.RELATIVE_COLORIMETRIC,
    "saturation": ImageCms.Intent.SATURATION,
    "absolute": ImageCms.Intent.ABSOLUTE_COLORIMETRIC,
}
"""Rendering intents as render profiles have them."""

_REFUSED = (OSError, ValueError, TypeError, MemoryError, ImageCms.PyCMSError)
"""What the engine raises over profiles it cannot use."""

_PROBES = 33
"""Steps along each side of the cube of colours by which a transform is tried out."""

_ROUNDING = 1
"""A transform that changes no number by more does nothing but round."""


class Unusable(Exception):
    """A profile, or a pair of them, that the engine can make nothing of."""


@lru_cache(maxsize=1)
def lab() -> bytes:
    """The profile of Lab numbers, for reading pictures made of them."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@lru_cache(maxsize=32)
def transform(
    source: bytes, mode: str, target: bytes, to: str, intent: str, black_point: bool
) -> ImageCms.ImageCmsTransform:
    """What turns the numbers of one profile into those of another."""
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION if black_point else ImageCms.Flags.NONE
    try:
        return ImageCms.ImageCmsTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(source)),
            ImageCms.ImageCmsProfile(io.BytesIO(target)),
            mode, to, INTENTS[intent], flags=flags,
        )  # fmt: skip
    except _REFUSED:
        raise Unusable("the colour engine cannot read it") from None


def applied(
    picture: Image.Image,
    source: bytes,
    target: bytes,
    to: str,
    intent: str = "relative",
    *,
    black_point: bool = True,
) -> Image.Image:
    """A picture's numbers in another profile; the picture given may be the one returned."""
    if picture.mode == to and alike(source, target, to, intent, black_point):
        return picture
    made = transform(source, picture.mode, target, to, intent, black_point)
    # What lies in a file that is mapped into memory cannot be written over.
    own = picture.mode == to and not picture.readonly
    out = picture if own else Image.new(to, picture.size)
    try:
        # Not through the class of Pillow: it writes the output profile out again after every
        # picture, which takes time and fails with profiles that can only be read.
        made.transform.apply(picture.getim(), out.getim())
    except _REFUSED as error:
        raise Unusable(f"the colour engine fails with it ({error})") from None
    return out


@lru_cache(maxsize=32)
def alike(source: bytes, target: bytes, mode: str, intent: str, black_point: bool) -> bool:
    """Tell whether a transform changes nothing but by rounding: two profiles of one space."""
    if source == target:
        return True
    if mode not in ("RGB", "L"):
        return False
    probe = _cube() if mode == "RGB" else _ramp()
    made = transform(source, mode, target, mode, intent, black_point)
    out = Image.new(mode, probe.size)
    made.transform.apply(probe.getim(), out.getim())
    pairs = zip(probe.tobytes(), out.tobytes(), strict=True)
    return all(abs(before - after) <= _ROUNDING for before, after in pairs)


def _ramp() -> Image.Image:
    return Image.frombytes("L", (256, 1), bytes(range(256)))


@lru_cache(maxsize=1)
def _cube() -> Image.Image:
    """Colours from all over the cube, and all the greys, where eyes are most exact."""
    steps = [round(step * 255 / (_PROBES - 1)) for step in range(_PROBES)]
    colours = bytes(number for r in steps for g in steps for b in steps for number in (r, g, b))
    greys = bytes(value for value in range(256) for _ in range(3))
    content = colours + greys
    return Image.frombytes("RGB", (len(content) // 3, 1), content)
