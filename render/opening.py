"""Opening picture files without trusting them, and small upright copies of them in sRGB.

Only the formats named here are tried, whatever a file's name says, and never more pixels than are
allowed. What goes wrong with a file is `Unreadable`, in words.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, UnidentifiedImageError

from store.text import safe

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "PSD", "BMP", "JPEG2000", "AVIF")
"""What is read (JPEG with several pictures in it as well); everything else is refused unseen."""

MOST_PIXELS = 400_000_000
"""Pictures with more pixels are not opened."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS

BROKEN: tuple[type[Exception], ...] = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError,
    AttributeError, AssertionError, MemoryError, RuntimeError, struct.error, zlib.error,
    Image.DecompressionBombError, ImageCms.PyCMSError,
)  # fmt: skip
"""What the imaging library raises over damaged and hostile files."""

TURNS: dict[int, tuple[Image.Transpose, ...]] = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
"""EXIF orientation to what makes the picture upright."""

_ORIENTATION = 0x0112


DAMAGED = "it is damaged"
"""How the reason begins where the file itself is to blame."""


class Unreadable(Exception):
    """A file that cannot be read as a picture; its text says why."""


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """Open a picture, its pixels not yet decoded; what fails inside is `Unreadable`."""
    try:
        with warnings.catch_warnings():
            # Remarks on odd metadata would be written over the screen.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as picture:
                pixels = picture.width * picture.height
                if pixels > MOST_PIXELS:
                    raise Unreadable(_too_large(pixels))
                yield picture
    except UnidentifiedImageError:
        raise Unreadable(_unknown(path)) from None
    except Image.DecompressionBombError:
        raise Unreadable(_too_large()) from None
    except BROKEN as error:
        raise Unreadable(why(error)) from None


def why(error: Exception) -> str:
    """Say in words what is wrong with a file."""
    if isinstance(error, OSError) and error.errno is not None:
        return safe(error.strerror or "it cannot be read", 200)
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    words = safe(str(error), 120).strip(" '\"")
    return f"{DAMAGED}: {words}" if words else DAMAGED


def _too_large(pixels: int = 0) -> str:
    many = f"{pixels / 1e6:,.0f}" if pixels else f"more than {2 * MOST_PIXELS / 1e6:,.0f}"
    return f"it has {many} megapixels; at most {MOST_PIXELS / 1e6:,.0f} are read"


def _unknown(path: Path) -> str:
    kind = path.suffix.casefold().lstrip(".")
    if kind in ("heic", "heif", "jxl", "psb", "gif"):
        return f"{kind.upper()} files are not read here; keep a JPEG or TIFF copy beside it"
    return "it is no picture, whatever its name says"


# What a picture says of itself -------------------------------------------------------------------


def orientation_of(picture: Image.Image) -> int:
    """EXIF's orientation, 1 where there is none that can be used."""
    if picture.format == "PNG" and "exif" not in picture.info:
        return 1  # looking for it behind the pixels would decode them
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except BROKEN:
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def profile_of(picture: Image.Image) -> bytes:
    """The embedded colour profile, or nothing."""
    found = picture.info.get("icc_profile")
    return found if isinstance(found, bytes) else b""


@lru_cache(maxsize=64)
def profile_name(icc: bytes) -> str:
    """What a colour profile calls itself."""
    if not icc:
        return ""
    try:
        profile: Any = ImageCms.ImageCmsProfile(io.BytesIO(icc)).profile
        return safe(str(profile.profile_description or ""), 120).strip() or "unnamed profile"
    except BROKEN:
        return "unreadable profile"


# Small copies ------------------------------------------------------------------------------------


def small(path: Path, long_side: int) -> Image.Image:
    """A picture at most so long, never enlarged: upright, sRGB, without transparency."""
    with opened(path) as picture:
        turns = TURNS.get(orientation_of(picture), ())
        icc = profile_of(picture)
        copy = _resizable(picture)
        copy.thumbnail((long_side, long_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        copy = srgb(copy, icc)
        for turn in turns:
            copy = copy.transpose(turn)
        return copy


def _resizable(picture: Image.Image) -> Image.Image:
    """The picture in a form in which pixels can be averaged, with eight bits each."""
    mode = picture.mode
    if mode in ("P", "PA", "1"):
        clear = mode == "PA" or "transparency" in picture.info
        return picture.convert("RGBA" if clear else "RGB" if mode == "P" else "L")
    if mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("L") if mode == "F" else picture


def srgb(picture: Image.Image, icc: bytes = b"") -> Image.Image:
    """A picture's colours in sRGB, by its profile where it has one that fits."""
    if picture.mode in ("RGBA", "LA", "RGBa", "La"):
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        colours = srgb(picture.convert("RGB"), icc)
        white.paste(colours, mask=picture.getchannel("A"))
        return white
    if picture.mode == "LAB":
        return _transformed(picture, ImageCms.createProfile("LAB"))
    if icc:
        try:
            return _transformed(picture, ImageCms.ImageCmsProfile(io.BytesIO(icc)))
        except BROKEN:
            # A profile of another kind of picture, or a damaged one: the numbers as they are.
            return picture.convert("RGB")
    return picture.convert("RGB")


def _transformed(picture: Image.Image, source: Any) -> Image.Image:
    made = ImageCms.profileToProfile(
        picture,
        source,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return made if made is not None else picture.convert("RGB")
