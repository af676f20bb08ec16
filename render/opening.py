"""Opening picture files without trusting them, and small upright copies of them in sRGB.

Only the formats named here are tried, whatever a file's name says, and never more pixels than are
allowed. HEIC and cameras' own files are read where their packages are installed. What goes wrong
with a file is `Unreadable`, in words.
"""

from __future__ import annotations

import importlib.util
import io
import logging
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, UnidentifiedImageError

from render import jpegscan, rawfiles
from store.imagefacts import RAW_SUFFIXES
from store.rendering.outcomes import Failed
from store.rendering.specs import Look
from store.text import safe

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "PSD", "BMP", "JPEG2000", "AVIF")
"""What is read (JPEG with several pictures in it as well); everything else is refused unseen."""

MOST_PIXELS = 400_000_000
"""Pictures with more pixels are not opened, unless it is said otherwise."""

LARGEST = 4_000_000_000
"""What can be allowed at most."""

# Its remarks on odd files would be written over the screen where nobody keeps a log.
logging.getLogger("PIL").addHandler(logging.NullHandler())

# Our own limit comes first: it is asked for with each file, and stands in a studio's settings.
Image.MAX_IMAGE_PIXELS = LARGEST

HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif")
"""What files of this family name themselves, after ``ftyp``; two are of AVIF as well."""

BROKEN: tuple[type[Exception], ...] = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError,
    AttributeError, AssertionError, MemoryError, RuntimeError, struct.error, zlib.error,
    Image.DecompressionBombError, ImageCms.PyCMSError, rawfiles.Damaged,
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

_MANY_SCANS = f"it comes in more than {jpegscan.MOST_SCANS} passes and would never be decoded"
NO_FILE = "it is no file"


class Unreadable(Exception):
    """A file that cannot be read as a picture; its text says why.

    Its cause is what was raised over it; a file is to blame for anything but an error of the
    system and a lack of memory.
    """


class NotDeveloped(Unreadable):
    """A camera's own file that nothing here can develop; nothing need be wrong with it."""


@contextmanager
def opened(path: Path, most_pixels: int = MOST_PIXELS) -> Iterator[Image.Image]:
    """Open a picture, its pixels not yet decoded; what fails inside is `Unreadable`."""
    try:
        with warnings.catch_warnings():
            # Remarks on odd metadata would be written over the screen.
            warnings.simplefilter("ignore")
            with _opener(path) as picture:
                pixels = picture.width * picture.height
                if pixels > most_pixels:
                    raise Unreadable(_too_large(most_pixels, pixels))
                if picture.format in ("JPEG", "MPO") and jpegscan.has_many_scans(path):
                    raise Unreadable(_MANY_SCANS)
                yield picture
    except UnidentifiedImageError as error:
        raise Unreadable(_unknown(path)) from error
    except rawfiles.Unknown as error:
        raise NotDeveloped(str(error)) from error
    except Image.DecompressionBombError as error:
        raise Unreadable(_too_large(most_pixels)) from error
    except BROKEN as error:
        raise Unreadable(why(error)) from error


def _opener(path: Path) -> AbstractContextManager[Image.Image]:
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable(NO_FILE)
    with path.open("rb") as handle:
        head = handle.read(32)
    if path.suffix.casefold() in RAW_SUFFIXES and rawfiles.looks_raw(head):
        return rawfiles.opened(path)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return Image.open(path, formats=(*_heic(), "AVIF"))
    return Image.open(path, formats=FORMATS)


def _heic() -> tuple[str, ...]:
    """The name of the HEIC format, if it can be read here."""
    if importlib.util.find_spec("pillow_heif") is None:
        return ()
    import pillow_heif

    # What else such files hold is not wanted, and would be read unasked.
    pillow_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
    )
    return ("HEIF",)


def why(error: Exception) -> str:
    """Say in words what is wrong with a file."""
    if isinstance(error, OSError) and error.errno is not None:
        return safe(error.strerror or "it cannot be read", 200)
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    words = safe(str(error), 120).strip(" '\"")
    return f"{DAMAGED}: {words}" if words else DAMAGED


def _too_large(most_pixels: int, pixels: int = 2 * LARGEST) -> str:
    return f"it has {pixels / 1e6:,.0f} megapixels; at most {most_pixels / 1e6:,.0f} are read"


def _unknown(path: Path) -> str:
    kind = path.suffix.casefold().lstrip(".")
    if kind in ("heic", "heif") and not _heic():
        return (
            f"{kind.upper()} files are read only where the package pillow-heif is installed; "
            "keep a JPEG or TIFF copy beside it"
        )
    if kind in ("jxl", "psb", "gif"):
        return f"{kind.upper()} files are not read here; keep a JPEG or TIFF copy beside it"
    return "it is no picture, or its beginning is damaged"


# What a picture says of itself -------------------------------------------------------------------


def orientation_of(picture: Image.Image) -> int:
    """EXIF's orientation of the pixels as they are decoded, 1 where none can be used."""
    if picture.format in ("TIFF", "HEIF"):
        return 1  # the library turns these by itself
    if picture.format == "PNG" and "exif" not in picture.info:
        return 1  # looking for it behind the pixels would decode them
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except BROKEN:
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def progressive(picture: Image.Image) -> bool:
    """Tell whether a JPEG is decoded in several passes, which takes more memory."""
    return bool(picture.info.get("progressive"))


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


def small(path: Path, long_side: int, most_pixels: int = MOST_PIXELS) -> Image.Image:
    """A picture at most so long, never enlarged: upright, sRGB, without transparency."""
    # It brings numpy, which commands that only open files need not wait for.
    from render import colours

    with opened(path, most_pixels) as picture:
        turns = TURNS.get(orientation_of(picture), ())
        shown = _preview(picture, long_side)
        icc, _ = colours.source_profile(shown, colours.ASSUME)
        copy = colours.normal(shown)
        copy.thumbnail((long_side, long_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        copy.load()  # what is small already is not resized, and would be read when it is too late
        try:
            copy = colours.into(copy, icc, Look())
        except Failed as problem:
            raise Unreadable(problem.reason) from problem
        for turn in turns:
            copy = copy.transpose(turn)
        return copy


def _preview(picture: Image.Image, long_side: int) -> Image.Image:
    """What the camera itself made of a raw file, if that is large enough; else the picture."""
    if not isinstance(picture, rawfiles.RawPicture):
        return picture
    try:
        made = Image.open(io.BytesIO(picture.preview()), formats=("JPEG",))
    except BROKEN:
        return picture
    # Some cameras turn their previews and some do not; only one that lies as the picture is taken.
    across, down = made.width * picture.height, made.height * picture.width
    lies = abs(across - down) * 20 < across
    lies = lies and orientation_of(made) in (1, orientation_of(picture))
    return made if lies and long_side <= max(made.size) <= 2 * max(picture.size) else picture
