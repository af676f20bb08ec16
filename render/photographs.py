"""Photographs for the demo: small, believable portraits painted from a number, nobody's picture.

The same number gives the same pixels: all chance comes from it, none from the imaging library.
"""

from __future__ import annotations

import colorsys
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

LONG_SIDE = 1200
QUALITY = 85

MOODS = ((0.08, 0.45), (0.56, 0.30), (0.33, 0.28), (0.95, 0.25), (0.12, 0.20), (0.66, 0.22))
"""Hue and saturation of backgrounds: late sun, sea, park, roses, sand, evening."""

SKINS: tuple[Colour, ...] = (
    (241, 205, 178), (224, 177, 142), (198, 144, 106), (161, 107, 74), (117, 75, 52), (84, 54, 40),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (28, 22, 20), (62, 40, 28), (110, 72, 42), (176, 134, 84), (150, 66, 38), (168, 164, 160),
)  # fmt: skip
CLOTHES: tuple[Colour, ...] = (
    (36, 44, 62), (122, 40, 44), (226, 220, 208), (58, 84, 70), (88, 70, 104), (190, 150, 90),
)  # fmt: skip


def photograph(path: Path, seed: int, long_side: int = LONG_SIDE) -> tuple[int, int]:
    """Write the picture of a seed as a JPEG file; returns its width and height in pixels."""
    chance = random.Random(seed)  # noqa: S311 - pictures are no secret
    width, height = long_side, long_side * 2 // 3
    half = (width // 2, height // 2)
    picture = _background(chance, half)
    for place, size in _people(chance):
        _person(picture, chance, place, size)
    picture = picture.filter(ImageFilter.GaussianBlur(half[1] / 260))
    picture = _vignette(picture).resize((width, height), Image.Resampling.BICUBIC)
    _grained(picture, chance).save(path, "JPEG", quality=QUALITY)
    return width, height


def _background(chance: random.Random, size: tuple[int, int]) -> Image.Image:
    """Soft patches of one mood with discs of light, as a wide-open lens paints them."""
    hue, saturation = chance.choice(MOODS)
    patches = Image.new("RGB", (6, 4))
    for x in range(6):
        for y in range(4):
            light = 0.62 - 0.11 * y + chance.uniform(-0.09, 0.12)
            tint = (hue + chance.uniform(-0.05, 0.05)) % 1.0
            patches.putpixel((x, y), _colour(tint, saturation, light))
    picture = patches.resize(size, Image.Resampling.BICUBIC)
    lights = Image.new("RGB", size)
    draw = ImageDraw.Draw(lights)
    for _ in range(chance.randint(10, 22)):
        across, down = chance.uniform(0, size[0]), chance.uniform(0, size[1] * 0.7)
        radius = size[1] * chance.uniform(0.02, 0.09)
        tint = (hue + chance.uniform(-0.08, 0.08)) % 1.0
        colour = _colour(tint, saturation * 0.6, chance.uniform(0.12, 0.30))
        box = (across - radius, down - radius, across + radius, down + radius)
        draw.ellipse(box, fill=colour)
    soft = lights.filter(ImageFilter.GaussianBlur(size[1] / 120))
    return ImageChops.add(picture, soft)


def _people(chance: random.Random) -> list[tuple[float, float]]:
    """Where people stand (0 left, 1 right) and how tall they are in the picture."""
    count = chance.choice((1, 1, 1, 2, 2, 3))
    if count == 1:
        return [(chance.uniform(0.36, 0.64), chance.uniform(0.78, 0.92))]
    if count == 2:
        return [(0.37, chance.uniform(0.72, 0.84)), (0.63, chance.uniform(0.66, 0.82))]
    return [(0.27, 0.70), (0.73, 0.74), (0.5, chance.uniform(0.46, 0.56))]


def _person(picture: Image.Image, chance: random.Random, place: float, size: float) -> None:
    """Paint head, hair, neck and shoulders, lit from one side."""
    skin, hair, cloth = chance.choice(SKINS), chance.choice(HAIRS), chance.choice(CLOTHES)
    draw = ImageDraw.Draw(picture)
    tall = picture.height * size
    middle, top = picture.width * place, picture.height - tall
    head = tall * 0.19

    def ellipse(x: float, y: float, across: float, down: float, colour: Colour) -> None:
        draw.ellipse((x - across, y - down, x + across, y + down), fill=colour)

    long_hair = chance.random() < 0.5
    eyes_at = top + head * 1.25
    if long_hair:
        ellipse(middle, eyes_at + head * 0.55, head * 1.08, head * 1.75, hair)
    shoulders = top + head * 2.75
    ellipse(middle, shoulders + head * 2.2, head * 2.15, head * 2.4, _shade(cloth, 0.92))
    ellipse(middle - head * 0.5, shoulders + head * 2.4, head * 1.5, head * 2.3, cloth)
    draw.rectangle(
        (middle - head * 0.36, eyes_at, middle + head * 0.36, shoulders + head * 0.25),
        fill=_shade(skin, 0.82),
    )
    ellipse(middle, eyes_at - head * 0.12, head * 0.93, head * 1.2, hair)
    ellipse(middle, eyes_at + head * 0.12, head * 0.78, head * 1.02, _shade(skin, 0.93))
    ellipse(middle - head * 0.1, eyes_at + head * 0.08, head * 0.64, head * 0.92, skin)
    for side in (-1, 1):
        ellipse(middle + side * head * 0.3, eyes_at, head * 0.07, head * 0.05, _shade(hair, 0.6))
    smile = (middle - head * 0.26, eyes_at + head * 0.3, middle + head * 0.26, eyes_at + head * 0.6)
    draw.arc(smile, 20, 160, fill=_shade(skin, 0.6), width=max(1, round(head / 16)))


def _vignette(picture: Image.Image) -> Image.Image:
    """Darken the corners a little, as lenses do."""
    mask = Image.radial_gradient("L").resize(picture.size, Image.Resampling.BICUBIC)
    dark = picture.point(lambda value: value * 0.55)
    return Image.composite(dark, picture, mask.point(lambda value: max(0, value - 90) * 0.9))


def _grained(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Add the grain of a sensor, half as large as a pixel is wide."""
    size = (picture.width // 2, picture.height // 2)
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    grain = Image.merge("RGB", [noise.resize(picture.size, Image.Resampling.BILINEAR)] * 3)
    return Image.blend(picture, ImageChops.overlay(picture, grain), 0.10)


def _colour(hue: float, saturation: float, light: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _shade(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(part * share) for part in colour)
    return red, green, blue
