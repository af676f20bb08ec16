"""Rendering: a spec made into a file that is whole, or not there at all.

Everything that can go wrong leaves here as `Failed`, with its kind, a reason and a remedy.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, features

from render import colours, encoding, failures, lettering, picturing, wholefiles
from render.decoding import Decoder
from render.making import PART_PREFIX, PART_SUFFIX
from store.rendering import sheets
from store.rendering.outcomes import PERSON, Failed, Made
from store.rendering.plans import Plan, Unfit
from store.rendering.sheets import Sheet
from store.rendering.specs import Source, Spec
from store.text import safe

HAIRLINE_DPI = 300
"""At this resolution a cut mark is one pixel wide."""

Publish = Callable[[Path, Path], Path]
"""Gives a whole file its name: the file, the name it is to have; returns the one it got."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture with its colour profile, and what a person should know about it."""

    picture: Image.Image
    icc: bytes
    notes: tuple[str, ...] = ()


# Pixels ------------------------------------------------------------------------------------------


def pixels(spec: Spec, decoder: Decoder) -> Image.Image:
    """The pixels of a spec's file before they are encoded."""
    return draw(spec, decoder).picture


def draw(spec: Spec, decoder: Decoder) -> Drawing:
    """Carry out a spec as far as pixels go."""
    try:
        sheet = sheets.sheet_of(spec)
        notes: list[str] = []
        picture = _drawn(sheet, decoder, notes)
        return Drawing(picture, colours.output_icc(spec.look), tuple(dict.fromkeys(notes)))
    except Unfit as problem:
        raise Failed(PERSON, str(problem), "change the size, the crop or the profile") from None
    except MemoryError:
        decoder.forget()
        raise failures.short_of_memory() from None


def _drawn(sheet: Sheet, decoder: Decoder, notes: list[str]) -> Image.Image:
    """The sheet with all that stands on it; equal plans are carried out once."""
    look = sheet.look
    black, white = colours.ink(look, "#000000"), colours.ink(look, "#ffffff")
    places: dict[Plan, list[tuple[int, int]]] = {}
    for placed in sheet.placed:
        places.setdefault(placed.plan, []).append(placed.at)
    several = len({plan.source for plan in places}) > 1
    paper: Image.Image | None = None
    for plan, corners in sorted(places.items(), key=lambda item: item[0].source.path):
        for piece in picturing.pieces(plan, look, decoder):
            lettering.marked_part(
                piece.picture, look.watermark, piece.at, plan.final_size, black, white
            )
            if paper is None and piece.picture.size == sheet.size:
                paper = piece.picture
                break
            if paper is None:
                ground = colours.ink(look, sheet.background)
                paper = Image.new(piece.picture.mode, sheet.size, ground)
            for left, top in corners:
                paper.paste(
                    piece.picture,
                    (left + plan.at[0] + piece.at[0], top + plan.at[1] + piece.at[1]),
                )
        notes += _about(plan.source, decoder.notes, several)
    if paper is None:
        raise Unfit("it has no picture")
    for words in sheet.words:
        lettering.write(paper, words, black, white)
    _mark(paper, sheet, black)
    return paper


def _about(source: Source, notes: Iterable[str], several: bool) -> list[str]:
    name = f"{safe(Path(source.path).name, 80)}: " if several else ""
    return [f"{name}{note}" for note in notes]


def _mark(paper: Image.Image, sheet: Sheet, black: lettering.Ink) -> None:
    """Draw where the sheet is to be cut."""
    width = max(1, round(sheet.look.dpi / HAIRLINE_DPI))
    draw = ImageDraw.Draw(paper)
    for line in sheet.marks:
        draw.line(line, black, width)


# Files -------------------------------------------------------------------------------------------


def make(
    spec: Spec,
    target: Path,
    decoder: Decoder,
    *,
    inside: str = "",
    publish: Publish | None = None,
    part_name: str = "",
) -> Made:
    """Make the file of a spec; ``inside`` is text to be kept in it.

    It is written under another name in its folder and gets its own when it is whole and on the
    disk. ``publish`` may give it another name; by default it takes the place of what is there. What
    an earlier try left under ``part_name`` is written over.
    """
    began = time.monotonic()
    drawing = draw(spec, decoder)
    part = target.with_name(f"{PART_PREFIX}{part_name or secrets.token_hex(6)}{PART_SUFFIX}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        size, sha256 = _write(part, drawing, spec, inside)
        path = (publish or _replace)(part, target)
        _settle(path.parent)
    except OSError as error:
        raise failures.of_destination(error, target) from None
    except MemoryError:
        raise failures.short_of_memory() from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Made(
        str(path), size, sha256, *drawing.picture.size, spec.look.dpi, drawing.notes, versions(),
        round((time.monotonic() - began) * 1000),
    )  # fmt: skip


def _write(part: Path, drawing: Drawing, spec: Spec, inside: str) -> tuple[int, str]:
    """Write a file and see it on the disk; returns its size and its checksum."""
    with wholefiles.fresh(part) as file:
        encoding.encode(drawing.picture, spec.look, drawing.icc, file, inside)
        file.flush()
        os.fsync(file.fileno())
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        return size, hashlib.file_digest(file, "sha256").hexdigest()


def _replace(part: Path, target: Path) -> Path:
    return part.replace(target)


def _settle(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def versions() -> Mapping[str, str]:
    """What made a file, as far as it decides pixels and bytes."""
    return {
        "safelight": metadata.version("safelight"),
        "pillow": metadata.version("pillow"),
        "numpy": np.__version__,
        "letters": metadata.version("font-roboto"),
        **{
            name: str(features.version(name) or "")
            for name in ("freetype2", "jpg", "libjpeg_turbo", "libtiff", "littlecms2", "zlib")
        },
    }
