"""Specs: all that decides the pixels of one file, as plain values that can be kept as JSON.

A spec is made once, when rendering is asked for; the queue, the recipe, verifying and reprints read
the same one. Sizes of sheets are exact fractions of an inch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

Crop: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height as shares of the upright picture."""


@dataclass(frozen=True, slots=True)
class Source:
    """A picture file as it was when it was read: pixels as stored, EXIF's orientation.

    ``modified_at`` is in milliseconds; ``profile`` names the embedded colour profile, if any.
    """

    path: str
    width: int
    height: int
    orientation: int = 1
    file_format: str = "JPEG"
    colour_mode: str = "RGB"
    profile: str = ""
    progressive: bool = False
    sha256: str = ""
    size_bytes: int | None = None
    modified_at: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How pictures become a file: the fields of a render profile, in its units.

    ``colour_space`` is the name of a working space or the path of an ICC file, whose checksum is
    ``icc_sha256``; ``sharpen`` is in percent; ``linear`` resizes in linear light; ``unprofiled`` is
    what is done with pictures that name no colours: assume or refuse.
    """

    name: str = ""
    final: bool = True
    long_side_px: int | None = None
    dpi: int = 300
    bleed_mm: float = 0
    fit: str = "crop"
    border_mm: float = 0
    rotation: str = "auto"
    sharpen: int = 0
    colour_space: str = "sRGB"
    icc_sha256: str = ""
    intent: str = "relative"
    black_point: bool = True
    linear: bool = False
    unprofiled: str = "assume"
    tone: str = "none"
    watermark: str = ""
    file_format: str = "JPEG"
    quality: int = 95
    compression: str = "none"

    @property
    def version(self) -> str:
        """What tells this state of the profile from every other: the same, the same pixels."""
        return _digest(asdict(self))[:12]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture wanted: of which source, what part of it, turned by a person how far clockwise.

    ``caption`` is what stands below it on sheets that have captions.
    """

    source: int = 0
    crop: Crop | None = None
    turn: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on a sheet, in inches from its upper left corner.

    ``picture`` is which of the spec's pictures stands there; null: the next one. ``turn`` turns the
    whole slot; ``fit`` is ``fill`` (cut to the slot) or ``fit`` (whole inside it).
    """

    x: Fraction
    y: Fraction
    width: Fraction
    height: Fraction
    turn: int = 0
    picture: int | None = None
    fit: str = "fill"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where words stand on a sheet: the left end of their foot line, their height, in inches.

    ``{stamp}`` in them, or no words, stands for the spec's stamp.
    """

    x: Fraction
    y: Fraction
    height: Fraction
    words: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet with places for pictures, in inches; ``marks`` is ``none`` or ``cut``.

    ``caption_height`` is the room for a caption inside the foot of each slot; 0: none. ``media``
    names the paper where its size does not: on a roll the length is as it comes.
    """

    name: str
    width: Fraction
    height: Fraction
    slots: tuple[Slot, ...]
    bleed: Fraction = Fraction(0)
    background: str = "#ffffff"
    marks: str = "none"
    caption_height: Fraction = Fraction(0)
    stamps: tuple[Stamp, ...] = ()
    media: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """One file: its look, its sources, its pictures, and the size or the sheet they stand on.

    Without a layout there is one picture; its print size is in inches, null: as the look's long
    side. ``stamp`` is what the profile's stamp says for this file.
    """

    look: Look
    sources: tuple[Source, ...]
    pictures: tuple[Picture, ...] = field(default_factory=lambda: (Picture(),))
    width_in: float | None = None
    height_in: float | None = None
    layout: SheetLayout | None = None
    stamp: str = ""

    @property
    def key(self) -> str:
        """What tells this file from every other: sources by checksum, not by place."""
        values = _values(self)
        for source in values["sources"]:
            for place in ("path", "modified_at"):
                source.pop(place)
        return _digest(values)


def _digest(values: Any) -> str:
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# As JSON -----------------------------------------------------------------------------------------


def _values(spec: Spec) -> dict[str, Any]:
    return asdict(spec)


def to_json(spec: Spec) -> str:
    """The spec as text, the same for the same spec."""
    return json.dumps(_values(spec), sort_keys=True, default=str, separators=(",", ":"))


def from_json(text: str) -> Spec:
    """Read what ``to_json`` wrote; ValueError, KeyError or TypeError for anything else."""
    found = json.loads(text)
    layout = found["layout"]
    return Spec(
        Look(**found["look"]),
        tuple(Source(**source) for source in found["sources"]),
        tuple(_picture(picture) for picture in found["pictures"]),
        found["width_in"],
        found["height_in"],
        None if layout is None else _layout(layout),
        found["stamp"],
    )


def _picture(values: Mapping[str, Any]) -> Picture:
    crop = values["crop"]
    return Picture(**{**values, "crop": None if crop is None else tuple(crop)})


def _layout(values: Mapping[str, Any]) -> SheetLayout:
    return SheetLayout(
        **{
            **values,
            **_inches(values, "width", "height", "bleed", "caption_height"),
            "slots": tuple(
                Slot(**{**slot, **_inches(slot, "x", "y", "width", "height")})
                for slot in values["slots"]
            ),
            "stamps": tuple(
                Stamp(**{**stamp, **_inches(stamp, "x", "y", "height")})
                for stamp in values["stamps"]
            ),
        }
    )


def _inches(values: Mapping[str, Any], *names: str) -> dict[str, Fraction]:
    return {name: Fraction(values[name]) for name in names}
