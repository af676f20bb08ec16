"""Electronic proofs: JPEG files to look at, with a watermark over all of the picture.

The same picture, size and words always give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from render import opening, wholefiles
from render.opening import Unreadable
from store.text import safe

QUALITY = 85
SMALLEST, LARGEST = 100, 10_000
"""Bounds of the long side in pixels."""

LONGEST_WORDS = 80
LONGEST_NAME = 80

_SLANT_DEGREES = 30
_LETTERS_HIGH = 1 / 18
"""Height of the letters as a share of the long side."""

_MISSING = "\U0010fffd"
"""A code point that no font has a letter for."""

_PLAIN = {
    "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "ß": "ss", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe",
    "Đ": "D", "đ": "d", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...",
}  # fmt: skip
"""What stands for letters that cannot be taken apart."""

_STRENGTH = 92
"""How much of the watermark shows, of 255."""


@dataclass(frozen=True, slots=True)
class Job:
    """A picture to be made a proof."""

    source: str
    target: str
    long_side: int
    watermark: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job; ``problem`` says why there is no file."""

    size_bytes: int = 0
    sha256: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""


def file_names(numbers: Iterable[str]) -> list[str]:
    """File names for images' numbers: harmless anywhere, and no two alike whatever their case."""
    taken: set[str] = set()
    names = []
    for number in numbers:
        clean = re.sub(r"[^\w .()+-]", "_", safe(number, LONGEST_NAME)).strip(" .") or "image"
        name, count = clean, 1
        while name.casefold() in taken:
            count += 1
            name = f"{clean}-{count}"
        taken.add(name.casefold())
        names.append(f"{name}.jpg")
    return names


def work(job: Job) -> Done:
    """Make one proof; what is wrong is said, never raised."""
    if not job.source:
        return Done(problem="it has no file that can be shown; add a preview or a hi-res file")
    try:
        picture = marked(opening.small(Path(job.source), job.long_side), job.watermark)
        content = io.BytesIO()
        picture.save(content, "JPEG", quality=QUALITY, optimize=True)
        wholefiles.write(Path(job.target), content.getvalue())
    except Unreadable as problem:
        return Done(problem=f"{safe(job.source, 300)}: {problem}")
    except OSError as error:
        return Done(problem=f"{safe(job.target, 300)} cannot be written: {opening.why(error)}")
    made = content.getvalue()
    return Done(len(made), hashlib.sha256(made).hexdigest(), *picture.size)


def lost(job: Job) -> Done:
    """What became of a picture whose reader broke down over it."""
    return Done(problem=f"{safe(job.source, 300)}: reading it broke the reader down")


def marked(picture: Image.Image, words: str) -> Image.Image:
    """The picture with words slanted over all of it, dark-edged so that they show on anything."""
    words = drawable(words)
    if not words:
        return picture
    fill, edge = _masks(words, picture.size)
    picture.paste((0, 0, 0), mask=edge)
    picture.paste((255, 255, 255), mask=fill)
    return picture


@lru_cache(maxsize=64)
def drawable(words: str) -> str:
    """The words as our letters can draw them: accents that are missing are left away.

    Where not one letter can be drawn it says PROOF: nothing goes out without a watermark that was
    to have one.
    """
    wanted = safe(words, LONGEST_WORDS).strip()
    kept = []
    for letter in wanted:
        bare = _PLAIN.get(letter) or unicodedata.normalize("NFKD", letter)
        kept += [letter] if _has(letter) else [one for one in bare if _has(one)]
    shown = " ".join("".join(kept).split())
    return shown or ("PROOF" if wanted else "")


def _has(letter: str) -> bool:
    """Tell whether the letters that come with the imaging library have one."""
    font = ImageFont.load_default(20)
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(_MISSING))


@lru_cache(maxsize=4)
def _masks(words: str, size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """Where the letters show, and their edges; most pictures of a session have one size."""
    long_side = max(size)
    letters = max(12, round(long_side * _LETTERS_HIGH))
    font = ImageFont.load_default(letters)
    width = round(font.getlength(words))
    step_x, step_y = width + 2 * letters, 3 * letters
    # Large enough to cover the picture however it is turned.
    side = round(1.5 * long_side) + step_x
    masks = []
    for stroke in (0, max(1, letters // 16)):
        mask = Image.new("L", (side, side))
        draw = ImageDraw.Draw(mask)
        for row, y in enumerate(range(0, side, step_y)):
            for x in range(-(row % 2) * step_x // 2, side, step_x):
                draw.text((x, y), words, fill=_STRENGTH, font=font, stroke_width=stroke)
        turned = mask.rotate(_SLANT_DEGREES, Image.Resampling.BICUBIC)
        left, top = (side - size[0]) // 2, (side - size[1]) // 2
        masks.append(turned.crop((left, top, left + size[0], top + size[1])))
    return masks[0], masks[1]
