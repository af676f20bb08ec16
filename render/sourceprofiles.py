"""What a picture's numbers mean: its own profile, what it names in another way, or what is assumed.

What is assumed is said in a note, and so is a profile that cannot be used.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

from PIL import Image

from render import iccprofiles, press, transforms
from render.transforms import Unusable
from store.rendering.outcomes import PERSON, Failed
from store.text import safe

ASSUME, REFUSE = "assume", "refuse"
"""What is done with pictures that name no colours: the usual ones are assumed, or none is made."""

Notes: TypeAlias = tuple[str, ...]

LARGEST = 16 * 1024 * 1024
"""Profiles inside of pictures with more bytes are not looked at."""

_KINDS = {
    "L": iccprofiles.GREY, "LA": iccprofiles.GREY, "La": iccprofiles.GREY, "1": iccprofiles.GREY,
    "F": iccprofiles.GREY, "CMYK": iccprofiles.CMYK, "LAB": iccprofiles.LAB,
}  # fmt: skip
"""Mode to the kind of its numbers; sixteen bits are grey as well, all others are RGB."""

_WORDS = {iccprofiles.RGB: "RGB", iccprofiles.GREY: "grey", iccprofiles.CMYK: "CMYK"}
_OF_FILMS = {1: "sRGB", 12: "Display P3"}
_NO_SOURCES = ("link", "abst", "nmcl")

_EXIF, _INTEROPERABILITY = 0x8769, 0xA005
_COLOUR_SPACE, _INDEX, _BITS = 0xA001, 1, 258


def source_profile(picture: Image.Image, look_unprofiled: str) -> tuple[bytes, Notes]:
    """The profile that a picture's numbers follow, and what a person should know about it.

    It is asked of the picture as it was opened, before its pixels are decoded.
    """
    notes: Notes = ("its 16 bits a channel are rendered as 8",) if _is_deep(picture) else ()
    kind = _kind(picture.mode)
    if kind == iccprofiles.LAB:
        return transforms.lab(), notes
    icc = picture.info.get("icc_profile")
    if isinstance(icc, bytes) and icc:
        wrong = unusable(icc, kind) if len(icc) <= LARGEST else f"it has {len(icc):,} bytes"
        if not wrong:
            return icc, notes
        words = f"its colour profile cannot be used: {wrong}"
    else:
        if kind != iccprofiles.CMYK and (named := _named(picture, kind)):
            return named, notes
        words = "it names no colour profile"
    if look_unprofiled == REFUSE:
        raise Failed(
            PERSON, words, "give the picture a profile, or let the render profile assume one"
        )
    name, assumed = _assumed(kind)
    return assumed, (*notes, f"{words}; {name} is assumed")


def _kind(mode: str) -> str:
    return iccprofiles.GREY if mode.startswith("I") else _KINDS.get(mode, iccprofiles.RGB)


@lru_cache(maxsize=16)
def unusable(icc: bytes, kind: str) -> str:
    """Say why pictures with this kind of numbers cannot be read by a profile, or nothing."""
    if wrong := iccprofiles.damage(icc):
        return wrong
    found = iccprofiles.kind_of(icc)
    # Grey pictures under a profile for RGB are usual: three equal numbers are meant.
    if found != kind and (found, kind) != (iccprofiles.RGB, iccprofiles.GREY):
        return f"it is for {_WORDS.get(found, safe(found, 4))} pictures"
    if iccprofiles.class_of(icc) in _NO_SOURCES:
        return "it is no profile of a device or a colour space"
    try:
        srgb = iccprofiles.profile("sRGB")
        transforms.transform(icc, transforms.MODES[found], srgb, "RGB", "relative", True)
    except Unusable as problem:
        return str(problem)
    return ""


def _assumed(kind: str) -> tuple[str, bytes]:
    if kind == iccprofiles.CMYK:
        return "offset print on coated paper", press.profile()
    if kind == iccprofiles.GREY:
        return "the curve of sRGB", iccprofiles.grey()
    return "sRGB", iccprofiles.profile("sRGB")


def _named(picture: Image.Image, kind: str) -> bytes:
    """The colours a picture without a profile names in another way, or nothing."""
    grey = kind == iccprofiles.GREY
    coded = picture.info.get("nclx_profile")  # of the films that HEIC and AVIF pictures come from
    if isinstance(coded, dict) and not grey:
        primaries = _OF_FILMS.get(coded.get("color_primaries", 0))
        if primaries:
            return iccprofiles.profile(primaries)
    gamma = picture.info.get("gamma") if picture.format == "PNG" else None
    if picture.format == "PNG" and "srgb" in picture.info:
        return iccprofiles.grey() if grey else iccprofiles.profile("sRGB")
    if isinstance(gamma, float) and 0.1 <= gamma <= 2:
        power = round(1 / gamma, 2)
        if abs(power - 2.2) < 0.05:
            return iccprofiles.grey() if grey else iccprofiles.profile("sRGB")
        return iccprofiles.grey(power) if grey else iccprofiles.of_gamma(power)
    if picture.format == "PNG" and "exif" not in picture.info:
        return b""  # looking for it behind the pixels would decode them
    space, index = _of_camera(picture)
    if space == 1:
        return iccprofiles.grey() if grey else iccprofiles.profile("sRGB")
    return iccprofiles.profile("Adobe RGB") if index == "R03" and not grey else b""


def _of_camera(picture: Image.Image) -> tuple[Any, str]:
    """What EXIF says of the colour space, and the index by which cameras mean Adobe RGB."""
    try:
        exif = picture.getexif()
        details = exif.get_ifd(_EXIF)
        index = exif.get_ifd(_INTEROPERABILITY).get(_INDEX, "")
        return details.get(_COLOUR_SPACE), str(index).strip("\0 ")
    except (OSError, ValueError, TypeError, LookupError, ArithmeticError, SyntaxError):
        return None, ""
    except (AttributeError, AssertionError, RuntimeError, EOFError):
        return None, ""


def _is_deep(picture: Image.Image) -> bool:
    """Tell whether a picture in colours has sixteen bits, of which the library reads eight."""
    if _kind(picture.mode) == iccprofiles.GREY:
        return False
    tags: Any = getattr(picture, "tag_v2", {})
    bits = tags.get(_BITS) or ()
    tiles = getattr(picture, "tile", None) or ()
    return 16 in (bits if isinstance(bits, tuple) else (bits,)) or ";16" in str(tiles)
