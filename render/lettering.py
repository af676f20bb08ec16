"""Lettering: watermarks over pictures, and stamps and captions on sheets.

The letters come with the program and are laid out one after the other, so that the same words give
the same pixels on every machine.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from store.rendering.plans import Size
from store.rendering.sheets import Words
from store.text import safe

LONGEST_WORDS = 80
"""Letters of a watermark."""

LONGEST_LINE = 300
"""Letters of a stamp or a caption."""

SMALLEST_SHARE = 0.6
"""Words that are too wide are made smaller down to this before their end is left away."""

_SLANT_DEGREES = 30
_LETTERS_HIGH = 1 / 18
"""Height of a watermark's letters as a share of the long side."""

_MASK_SIDE = 2000
"""Watermarks of longer pictures are drawn so large and enlarged."""

_MISSING = "\U0010fffd"
"""A code point that no font has a letter for."""

_PLAIN = {
    "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "ß": "ss", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe",
    "Đ": "D", "đ": "d", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...",
}  # fmt: skip
"""What stands for letters that cannot be taken apart."""

_STRENGTH = 92
"""How much of the watermark shows, of 255."""

_MIDDLE_GREY = 128

Ink: TypeAlias = int | tuple[int, ...]
"""A colour in the numbers of the picture it is drawn on."""

Region: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom."""


# Letters -----------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The letters, so many pixels from one line to the next."""
    return ImageFont.truetype(_file(), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _file() -> Path:
    home = importlib.util.find_spec("font_roboto")
    if home is None or home.origin is None:  # it is installed with the program
        raise FileNotFoundError("the letters that come with the program are not there")
    return Path(home.origin).parent / "files" / "Roboto-Medium.ttf"


@lru_cache(maxsize=64)
def drawable(words: str) -> str:
    """A watermark as our letters can draw it; accents that are missing are left away.

    Where not one letter can be drawn it says PROOF: nothing goes out without a watermark that was
    to have one.
    """
    wanted = safe(words, LONGEST_WORDS).strip()
    return shown(wanted) or ("PROOF" if wanted else "")


@lru_cache(maxsize=256)
def shown(words: str) -> str:
    """One line of words as our letters can draw it; what cannot be drawn is left away."""
    kept: list[str] = []
    for letter in safe(words, LONGEST_LINE):
        bare = _PLAIN.get(letter) or unicodedata.normalize("NFKD", letter)
        kept += [letter] if _has(letter) else [one for one in bare if _has(one)]
    return " ".join("".join(kept).split())


@lru_cache(maxsize=1024)
def _has(letter: str) -> bool:
    """Tell whether the letters that come with the program have one."""
    letters = font(20)
    return letter == " " or bytes(letters.getmask(letter)) != bytes(letters.getmask(_MISSING))


# Watermarks --------------------------------------------------------------------------------------


def marked(
    picture: Image.Image, words: str, black: Ink = (0, 0, 0), white: Ink = (255, 255, 255)
) -> Image.Image:
    """The picture with words slanted over all of it, dark-edged so that they show on anything."""
    return marked_part(picture, words, (0, 0), picture.size, black, white)


def marked_part(
    part: Image.Image, words: str, at: tuple[int, int], whole: Size, black: Ink, white: Ink
) -> Image.Image:
    """A part of a picture, which stands ``at`` a place in the whole, with its watermark."""
    words = drawable(words)
    if not words:
        return part
    fill, edge = masks(words, _bounded(whole))
    scale_x, scale_y = fill.width / whole[0], fill.height / whole[1]
    box = (
        at[0] * scale_x, at[1] * scale_y,
        (at[0] + part.width) * scale_x, (at[1] + part.height) * scale_y,
    )  # fmt: skip
    for mask, colour in ((edge, black), (fill, white)):
        fitting = (
            mask if mask.size == part.size
            else mask.resize(part.size, Image.Resampling.BICUBIC, box)
        )  # fmt: skip
        part.paste(colour, mask=fitting)
    return part


def _bounded(size: Size) -> Size:
    scale = min(1.0, _MASK_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


@lru_cache(maxsize=4)
def masks(words: str, size: Size) -> tuple[Image.Image, Image.Image]:
    """Where the letters show, and their edges; most pictures of a session have one size."""
    long_side = max(size)
    high = max(12, round(long_side * _LETTERS_HIGH))
    letters = font(high)
    width = round(letters.getlength(words))
    step_x, step_y = width + 2 * high, 3 * high
    # Large enough to cover the picture however it is turned.
    side = round(1.5 * long_side) + step_x
    found = []
    for stroke in (0, max(1, high // 16)):
        mask = Image.new("L", (side, side))
        draw = ImageDraw.Draw(mask)
        for row, y in enumerate(range(0, side, step_y)):
            for x in range(-(row % 2) * step_x // 2, side, step_x):
                draw.text((x, y), words, fill=_STRENGTH, font=letters, stroke_width=stroke)
        turned = mask.rotate(_SLANT_DEGREES, Image.Resampling.BICUBIC)
        left, top = (side - size[0]) // 2, (side - size[1]) // 2
        found.append(turned.crop((left, top, left + size[0], top + size[1])))
    return found[0], found[1]


# Stamps and captions -----------------------------------------------------------------------------


def write(paper: Image.Image, words: Words, black: Ink, white: Ink) -> None:
    """Write words into their box: dark on light and light on dark, edged where both are."""
    box = _on(paper, words.box)
    if box is None:
        return
    text, size = _fitted(words.text, box[2] - box[0], box[3] - box[1])
    if not text:
        return
    letters = font(size)
    ground = paper.crop(box).convert("L")
    counts = ground.histogram()
    even = max(counts) == ground.width * ground.height
    dark = sum(value * count for value, count in enumerate(counts)) < _MIDDLE_GREY * sum(counts)
    ink, edge = (white, black) if dark else (black, white)
    stroke = 0 if even else max(1, size // 12)
    left = float(stroke)
    if words.centred:
        left = max(left, (ground.width - letters.getlength(text)) / 2)
    # Anchored at the middle of the line, so that words of one height stand on one line.
    at = (round(left), ground.height / 2)
    for width, colour in ((stroke, edge), (0, ink)):
        mask = Image.new("L", ground.size)
        ImageDraw.Draw(mask).text(at, text, 255, letters, anchor="lm", stroke_width=width)
        paper.paste(colour, box, mask)


def _on(paper: Image.Image, box: Region) -> Region | None:
    """The part of a box that lies on the paper, or null."""
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(paper.width, box[2]), min(paper.height, box[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def _fitted(words: str, width: int, height: int) -> tuple[str, int]:
    """The words as far as they fit, and the size of their letters."""
    text = shown(words)
    # The height of a line is more than that of its letters.
    size = max(4, round(height / 1.18))
    wide = font(size).getlength(text)
    room = width - 2 * max(1, size // 12)
    if wide > room:
        size = max(4, round(size * max(SMALLEST_SHARE, room / wide)))
    letters = font(size)
    if letters.getlength(text) <= room:
        return text, size
    while text and letters.getlength(text + "…") > room:
        text = text[:-1].rstrip()
    return (text + "…" if text else ""), size
