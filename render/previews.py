"""Small pictures of what will be printed, made of thumbnails: a whole sheet, or one picture's crop.

They are for eyes on a screen: where things stand is exact to a pixel of the preview, colours are
the thumbnail's. Nothing here reads a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from render import opening, turning
from store.rendering import plans
from store.rendering.plans import Matrix, Plan, Size
from store.rendering.sheets import Sheet

OUTSIDE = 0.35
"""How bright what is cut off stays."""

EDGE = (255, 95, 95)
"""The line around a crop."""

MISSING = (150, 150, 150)
WORDS = (120, 120, 120)
MARKS = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels without their library: rows from the top, three bytes each."""

    width: int
    height: int
    pixels: bytes


def of_sheet(sheet: Sheet, thumbnails: Mapping[str, Path], room: Size) -> Raster:
    """A sheet as large as fits into a room; ``thumbnails`` are by the path of their source.

    A picture without one stands there as a grey area. `Unreadable` where a thumbnail is damaged.
    """
    scale = min(room[0] / sheet.size[0], room[1] / sheet.size[1])
    paper = Image.new("RGB", _scaled(sheet.size, scale), sheet.background)
    small: dict[str, Image.Image] = {}
    made: dict[Plan, Image.Image] = {}
    for placed in sheet.placed:
        plan = placed.plan
        size = _scaled(plan.final_size, scale)
        if plan not in made:
            path = thumbnails.get(plan.source.path)
            if path is not None and plan.source.path not in small:
                small[plan.source.path] = _opened(path)
            picture = small.get(plan.source.path)
            made[plan] = _cut(picture, plan, size, sheet.look.tone)
        at = placed.at[0] + plan.at[0], placed.at[1] + plan.at[1]
        paper.paste(made[plan], (round(at[0] * scale), round(at[1] * scale)))
    _draw(sheet, paper, scale)
    return _raster(paper)


def of_crop(plan: Plan, thumbnail: Path, room: Size) -> Raster:
    """The whole picture, upright; what the plan leaves off is dark and a line stands around it."""
    picture = _opened(thumbnail)
    scale = min(room[0] / picture.width, room[1] / picture.height)
    whole = picture.resize(_scaled(picture.size, scale), Image.Resampling.BOX)
    left, top, right, bottom = plans.upright_shares(plan)
    box = (
        round(left * whole.width), round(top * whole.height),
        max(1, round(right * whole.width)), max(1, round(bottom * whole.height)),
    )  # fmt: skip
    if box == (0, 0, *whole.size):
        return _raster(whole)
    shown = ImageEnhance.Brightness(whole).enhance(OUTSIDE)
    shown.paste(whole.crop(box), box[:2])
    edge = (box[0], box[1], box[2] - 1, box[3] - 1)
    if edge[2] > edge[0] and edge[3] > edge[1]:
        ImageDraw.Draw(shown).rectangle(edge, outline=EDGE)
    return _raster(shown)


def fitted(raster: Raster, room: Size) -> Raster:
    """The same picture as large as fits into a room, with its proportions."""
    scale = min(room[0] / raster.width, room[1] / raster.height)
    size = _scaled((raster.width, raster.height), scale)
    if size == (raster.width, raster.height):
        return raster
    picture = Image.frombytes("RGB", (raster.width, raster.height), raster.pixels)
    return _raster(picture.resize(size, Image.Resampling.BOX))


def _opened(path: Path) -> Image.Image:
    with opening.opened(path) as picture:
        return picture.convert("RGB")


def _scaled(size: Size, scale: float) -> Size:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _cut(thumbnail: Image.Image | None, plan: Plan, size: Size, tone: str) -> Image.Image:
    """The part of a picture that a plan shows, turned as it will be."""
    if thumbnail is None:
        return Image.new("RGB", size, MISSING)
    left, top, right, bottom = plans.upright_shares(plan)
    box = (
        left * thumbnail.width, top * thumbnail.height,
        right * thumbnail.width, bottom * thumbnail.height,
    )  # fmt: skip
    # A thumbnail is upright already: only what comes after that is left to be turned.
    rest = _after_upright(plan)
    before = size if rest[0] else (size[1], size[0])
    cut = thumbnail.resize(before, Image.Resampling.BOX, box=box)
    return _toned(turning.turned(cut, rest), tone)


def _after_upright(plan: Plan) -> Matrix:
    """The turning that is left when the picture stands upright."""
    a, b, c, d = plan.turning
    # Of turns and mirrors the inverse is the transpose.
    e, g, f, h = plans.ORIENTATIONS.get(plan.source.orientation, plans.ORIENTATIONS[1])
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h


def _toned(picture: Image.Image, tone: str) -> Image.Image:
    if tone == "none":
        return picture
    grey = ImageOps.grayscale(picture)
    if tone == "sepia":
        return ImageOps.colorize(grey, "#140d05", "#fff4e0", mid="#9a7b55")
    return grey.convert("RGB")


def _draw(sheet: Sheet, paper: Image.Image, scale: float) -> None:
    """Words, too small to be read, as a bar; cut marks as lines."""
    draw = ImageDraw.Draw(paper)
    for words in sheet.words:
        left, top, right, bottom = (value * scale for value in words.box)
        length = min(right - left, max(1.0, (bottom - top) * len(words.text) / 2))
        start = left + (right - left - length) / 2 if words.centred else left
        middle = round((top + bottom) / 2)
        draw.line((round(start), middle, round(start + length), middle), fill=WORDS)
    for mark in sheet.marks:
        draw.line(tuple(round(value * scale) for value in mark), fill=MARKS)


def _raster(picture: Image.Image) -> Raster:
    return Raster(picture.width, picture.height, picture.tobytes())
