"""Colours of pictures: which profile a picture's numbers follow, and into which they are turned.

A picture's own profile is honoured where it can be; where it cannot, what is assumed is said in a
note. Only `Failed` is raised, but for what damaged pixels raise while they are decoded.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageColor

from render import iccprofiles, toning, transforms
from render.linearlight import from_linear, linear
from render.plainpixels import normal
from render.sourceprofiles import ASSUME, REFUSE, source_profile
from render.transforms import Unusable
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed
from store.rendering.specs import Look
from store.text import safe

__all__ = [
    "ASSUME", "REFUSE", "from_linear", "ink", "into", "linear", "mode_of", "normal", "output_icc",
    "source_profile", "toned",
]  # fmt: skip

LARGEST_PROFILE = 64 * 1024 * 1024
"""Files with more bytes are not read as colour profiles."""

_PAPER: dict[str, int | tuple[int, ...]] = {
    "RGB": (255, 255, 255), "L": 255, "CMYK": (0, 0, 0, 0),
}  # fmt: skip


def into(picture: Image.Image, icc: bytes, look: Look) -> Image.Image:
    """A plain picture's colours in those of a look: RGB, grey or CMYK, as its profile is.

    The picture given is used up: it may be the one returned.
    """
    if picture.mode == "L" and iccprofiles.kind_of(icc) == iccprofiles.RGB:
        picture = picture.convert("RGB")
    target = output_icc(look)
    try:
        made = transforms.applied(
            picture, icc, target, mode_of(look), look.intent, black_point=look.black_point
        )
    except Unusable as problem:
        raise Failed(
            INPUT, f"its colours cannot be turned into {_called(look)}: {problem}"
        ) from None
    made.info["icc_profile"] = target
    return made


def output_icc(look: Look) -> bytes:
    """The profile that belongs into a look's files."""
    if look.colour_space in iccprofiles.SPACES:
        return iccprofiles.profile(look.colour_space)
    path = Path(look.colour_space)
    try:
        told = path.stat()
        return _of_file(path, look, told.st_mtime_ns, told.st_size)
    except (FileNotFoundError, NotADirectoryError):
        reason = f"the colour profile {_called(look)} is not there"
    except (PermissionError, IsADirectoryError, ValueError):
        reason = f"the colour profile {_called(look)} cannot be read"
    except OSError as error:
        words = safe(error.strerror or "", 120)
        raise Failed(TRANSIENT, f"the colour profile {_called(look)}: {words}") from None
    raise Failed(PERSON, reason, "put it back, or choose another in the render profile")


@lru_cache(maxsize=16)
def _of_file(path: Path, look: Look, _modified: int, size: int) -> bytes:
    if size > LARGEST_PROFILE:
        raise _unfit(look, f"it has {size:,} bytes")
    content = path.read_bytes()
    if look.icc_sha256 and hashlib.sha256(content).hexdigest() != look.icc_sha256:
        raise Failed(
            PERSON,
            f"the colour profile {_called(look)} has changed since this was queued",
            "put the old one back, or queue it again",
        )
    if wrong := iccprofiles.damage(content):
        raise _unfit(look, wrong)
    mode = transforms.MODES.get(iccprofiles.kind_of(content))
    if mode is None:
        raise _unfit(look, "it is for none of RGB, grey and CMYK")
    if mode == "CMYK" and look.file_format == "PNG":
        raise _unfit(look, "it is for CMYK, which PNG files cannot hold")
    try:
        srgb = iccprofiles.profile("sRGB")
        transforms.transform(srgb, "RGB", content, mode, look.intent, look.black_point)
    except Unusable as problem:
        raise _unfit(look, str(problem)) from None
    return content


def _unfit(look: Look, why: str) -> Failed:
    return Failed(
        PERSON,
        f"nothing can be made for the colour profile {_called(look)}: {why}",
        "choose another in the render profile",
    )


def _called(look: Look) -> str:
    space = look.colour_space
    return space if space in iccprofiles.SPACES else safe(Path(space).name, 80)


def mode_of(look: Look) -> str:
    """How the imaging library calls pictures of a look's colours: ``RGB``, ``L`` or ``CMYK``."""
    return transforms.MODES[iccprofiles.kind_of(output_icc(look))]


def ink(look: Look, colour: str) -> int | tuple[int, ...]:
    """A colour, as ``#rrggbb`` of sRGB, in the numbers of a look; white is bare paper."""
    mode = mode_of(look)
    numbers = ImageColor.getrgb(colour)[:3]
    if numbers == (255, 255, 255):
        return _PAPER[mode]
    dot = _in_look(Image.new("RGB", (1, 1), numbers), look)
    found = tuple(dot.tobytes())
    return int(found[0]) if mode == "L" else found


def _in_look(picture: Image.Image, look: Look) -> Image.Image:
    return into(picture, iccprofiles.profile("sRGB"), look)


def toned(picture: Image.Image, look: Look) -> Image.Image:
    """A picture in a look's colours without its own: in black and white, or in sepia."""
    if look.tone not in toning.TONES or picture.mode == "L":
        return picture
    try:
        # By the way it came: what the profile made of black and white is undone first.
        greys = transforms.applied(
            picture, output_icc(look), iccprofiles.grey(), "L", look.intent,
            black_point=look.black_point,
        )  # fmt: skip
    except Unusable as problem:
        raise Failed(PERSON, f"{_called(look)} cannot be read back: {problem}") from None
    ramp = _in_look(toning.ramp(look.tone), look)
    made = Image.merge(ramp.mode, [greys.point(list(band.tobytes())) for band in ramp.split()])
    made.info["icc_profile"] = output_icc(look)
    return made
