"""ICC profiles of our own, always the same bytes, and what the bytes of any profile say.

What libraries make carries the time it was made, and no two renderings would be alike. The numbers
are those of the spaces' own definitions (IEC 61966-2-1, Adobe RGB (1998), SMPTE EG 432-1 with the
white of D65); the layout is ICC.1:2001-04, version 2, which every lab's software reads.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

Point: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Point, Point, Point]

D50: Point = (0.96420288, 1.0, 0.82490540)
D65_XY = (0.3127, 0.3290)

# Linearised Bradford cone responses, as in ICC.1 annex E.
_BRADFORD: Matrix = (
    (0.8951, 0.2664, -0.1614),
    (-0.7502, 1.7135, 0.0367),
    (0.0389, -0.0685, 1.0296),
)

STEPS = 1024
"""Entries of a curve that is no plain power."""

RGB, GREY, CMYK, LAB = "RGB", "GRAY", "CMYK", "Lab"
"""Kinds of numbers, as profiles write them."""

_HEADER = 128


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space: chromaticities of its primaries, and its curve as a power or a function."""

    name: str
    red: tuple[float, float]
    green: tuple[float, float]
    blue: tuple[float, float]
    gamma: float | None = None
    curve: Callable[[float], float] | None = None


def srgb_curve(value: float) -> float:
    """Linear light of a number of sRGB, both from 0 to 1."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


_REC709 = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))

SPACES: dict[str, Space] = {
    "sRGB": Space("sRGB", *_REC709, curve=srgb_curve),
    "Adobe RGB": Space(
        "Adobe RGB (1998) compatible", (0.64, 0.33), (0.21, 0.71), (0.15, 0.06), gamma=563 / 256
    ),
    "Display P3": Space("Display P3", *_P3, curve=srgb_curve),
}
"""Name, as render profiles have it, to the space."""


@cache
def profile(name: str) -> bytes:
    """The ICC profile of a working space; KeyError for any other name."""
    return of_space(SPACES[name])


@lru_cache(maxsize=16)
def of_space(space: Space) -> bytes:
    """The ICC profile of a space of three primaries under the white of D65."""
    red, green, blue = columns(space)
    curve = _curve(space.gamma, space.curve or srgb_curve)
    tags = {b"rXYZ": _xyz(red), b"gXYZ": _xyz(green), b"bXYZ": _xyz(blue)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return assembled(space.name, RGB, tags)


@lru_cache(maxsize=16)
def of_gamma(gamma: float) -> bytes:
    """The ICC profile of sRGB's primaries with a plain power."""
    return of_space(Space(f"sRGB primaries, gamma {gamma:.2f}", *_REC709, gamma=gamma))


@lru_cache(maxsize=16)
def grey(gamma: float | None = None) -> bytes:
    """The ICC profile of grey numbers, with the curve of sRGB or a plain power."""
    name = "Grey, curve of sRGB" if gamma is None else f"Grey, gamma {gamma:.2f}"
    return assembled(name, GREY, {b"kTRC": _curve(gamma, srgb_curve)})


# The numbers -------------------------------------------------------------------------------------


def _three(values: Iterable[float]) -> Point:
    first, second, third = values
    return first, second, third


def _white(xy: tuple[float, float]) -> Point:
    x, y = xy
    return x / y, 1.0, (1 - x - y) / y


def times(matrix: Matrix, point: Point) -> Point:
    """A point moved by a matrix."""
    return _three(sum(m * p for m, p in zip(row, point, strict=True)) for row in matrix)


def inverse(matrix: Matrix) -> Matrix:
    """What undoes a matrix."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det),
        ((f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det),
        ((d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )


def _turned(matrix: Matrix) -> Matrix:
    first, second, third = (_three(column) for column in zip(*matrix, strict=True))
    return first, second, third


def columns(space: Space) -> Matrix:
    """The primaries in the connection space: scaled to the white, adapted from D65 to D50."""
    white = _white(D65_XY)
    primaries = _turned((_white(space.red), _white(space.green), _white(space.blue)))
    shares = times(inverse(primaries), white)
    there, here = times(_BRADFORD, white), times(_BRADFORD, D50)
    found: list[Point] = []
    for column, share in zip(_turned(primaries), shares, strict=True):
        cones = times(_BRADFORD, _three(value * share for value in column))
        seen = _three(c * h / t for c, h, t in zip(cones, here, there, strict=True))
        found.append(times(inverse(_BRADFORD), seen))
    return found[0], found[1], found[2]


# The bytes ---------------------------------------------------------------------------------------


def _fixed(value: float) -> int:
    return round(value * 65536)


def _xyz(point: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(_fixed(value) for value in point))


def _curve(gamma: float | None, curve: Callable[[float], float]) -> bytes:
    if gamma is not None:
        return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))
    table = [round(curve(step / (STEPS - 1)) * 65535) for step in range(STEPS)]
    return b"curv" + bytes(4) + struct.pack(f">I{STEPS}H", STEPS, *table)


def _description(text: str) -> bytes:
    plain = text.encode("ascii") + b"\0"
    return (
        b"desc" + bytes(4) + struct.pack(">I", len(plain)) + plain + bytes(8) + bytes(3) + bytes(67)
    )


def assembled(
    name: str, kind: str, tags: dict[bytes, bytes], *, device: str = "mntr", pcs: str = "XYZ"
) -> bytes:
    """A profile of these tags; data that is the same for several tags stands once."""
    everything = {
        b"desc": _description(name),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": _xyz(D50),
        **tags,
    }
    start = _HEADER + 4 + 12 * len(everything)
    data, table, places = b"", b"", dict[bytes, int]()
    for tag, content in everything.items():
        if content not in places:
            places[content] = start + len(data)
            data += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", tag, places[content], len(content))
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3i4s44x",
        start + len(data), bytes(4), 0x02400000,
        device.encode(), kind.ljust(4).encode(), pcs.ljust(4).encode(),
        2026, 1, 1, 0, 0, 0, b"acsp", bytes(4), 0, bytes(4), bytes(4), 0, 0,
        *(_fixed(value) for value in D50), bytes(4),
    )  # fmt: skip
    return header + struct.pack(">I", len(everything)) + table + data


# What a profile says -----------------------------------------------------------------------------


def damage(icc: bytes) -> str:
    """Say what is wrong with the bytes of a profile, or nothing.

    The colour engine opens profiles that are cut off, or that lie about their size, as long as it
    finds the tags it needs: the colours are then anybody's guess.
    """
    if not icc:
        return "it is empty"
    if len(icc) < _HEADER + 4 or icc[36:40] != b"acsp":
        return "it is no ICC profile"
    (size,) = struct.unpack_from(">I", icc)
    if size > len(icc):
        return f"it is cut off: {len(icc):,} of {size:,} bytes"
    if size < _HEADER + 4:
        return f"it says that it has {size:,} bytes"
    (count,) = struct.unpack_from(">I", icc, _HEADER)
    if _HEADER + 4 + 12 * count > size:
        return "its table of contents reaches beyond its end"
    if any(place + length > size for place, length in _table(icc, count).values()):
        return "what its table of contents names lies beyond its end"
    return ""


def _table(icc: bytes, count: int) -> dict[bytes, tuple[int, int]]:
    entries = struct.iter_unpack(">4sII", icc[_HEADER + 4 : _HEADER + 4 + 12 * count])
    return {tag: (place, length) for tag, place, length in entries}


def kind_of(icc: bytes) -> str:
    """Which kind of numbers a profile is for: ``RGB``, ``GRAY``, ``CMYK``, ``Lab`` or another."""
    return icc[16:20].decode("latin-1").strip()


def class_of(icc: bytes) -> str:
    """What a profile is of: ``mntr``, ``scnr``, ``prtr``, ``spac``, ``link``, ``abst``..."""
    return icc[12:16].decode("latin-1").strip()


@lru_cache(maxsize=64)
def curve_of(icc: bytes) -> tuple[float, ...] | None:
    """Linear light of the 256 numbers of eight bits, from 0 to 1; null where it has no curve."""
    if damage(icc):
        return None
    (count,) = struct.unpack_from(">I", icc, _HEADER)
    table = _table(icc, count)
    place, length = table.get(b"gTRC") or table.get(b"kTRC") or (0, 0)
    content = icc[place : place + length]
    try:
        if content[:4] == b"curv":
            return _of_table(content)
        return _of_formula(content) if content[:4] == b"para" else None
    except (struct.error, ArithmeticError, LookupError, ValueError, TypeError):
        return None


def _of_table(content: bytes) -> tuple[float, ...]:
    (count,) = struct.unpack_from(">I", content, 8)
    if count == 0:
        return tuple(value / 255 for value in range(256))
    numbers = struct.unpack_from(f">{count}H", content, 12)
    if count == 1:
        return tuple((value / 255) ** (numbers[0] / 256) for value in range(256))
    found = []
    for value in range(256):
        at = value / 255 * (count - 1)
        low = min(int(at), count - 2)
        found.append((numbers[low] + (at - low) * (numbers[low + 1] - numbers[low])) / 65535)
    return tuple(found)


_PARAMETERS = (1, 3, 4, 5, 7)


def _of_formula(content: bytes) -> tuple[float, ...]:
    (sort,) = struct.unpack_from(">H", content, 8)
    count = _PARAMETERS[sort]
    g, *rest = (value / 65536 for value in struct.unpack_from(f">{count}i", content, 12))
    a, b, c, d, e, f = (*rest, *(0.0,) * 6)[:6] if sort else (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    if sort in (1, 2):
        # Below where the power begins it is level: at 0, or at the third number.
        c, d, e, f = 0.0, -b / a, (c if sort == 2 else 0.0), (c if sort == 2 else 0.0)

    def light(x: float) -> float:
        return float((a * x + b) ** g + e if x >= d else c * x + f)

    return tuple(min(1.0, max(0.0, light(value / 255))) for value in range(256))
