"""Files as cameras write them, made by code: raw ones in Adobe's open format."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

Value = int | bytes | Sequence[int] | Sequence[tuple[int, int]]

_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _SIGNED = 1, 2, 3, 4, 5, 10
_BYTES = {_BYTE: 1, _ASCII: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8, _SIGNED: 8}
_LETTERS = {_BYTE: "B", _ASCII: "B", _SHORT: "H", _LONG: "I", _RATIONAL: "I", _SIGNED: "i"}

Entries = dict[int, tuple[int, Value]]


def dng(
    path: Path, size: tuple[int, int] = (96, 64), *, orientation: int = 1,
    preview: tuple[int, int] | None = None,
) -> Path:  # fmt: skip
    """A raw file with red on the left and blue on the right, and a preview that is all green."""
    width, height = size
    values = np.full((height, width), 200, np.uint16)
    half = width // 2
    values[0::2, 0:half:2] = 3_000  # red under the red filters
    values[1::2, half + 1 :: 2] = 3_000  # blue under the blue ones
    strip = values.astype("<u2").tobytes()
    entries: Entries = {
        254: (_LONG, 0), 256: (_LONG, width), 257: (_LONG, height), 258: (_SHORT, 16),
        259: (_SHORT, 1), 262: (_SHORT, 32_803), 271: (_ASCII, b"Safelight\0"),
        272: (_ASCII, b"Made by code\0"), 274: (_SHORT, orientation), 277: (_SHORT, 1),
        278: (_LONG, height), 279: (_LONG, len(strip)), 33_421: (_SHORT, (2, 2)),
        33_422: (_BYTE, (0, 1, 1, 2)), 50_706: (_BYTE, (1, 4, 0, 0)),
        50_708: (_ASCII, b"Safelight Made by code\0"), 50_714: (_SHORT, 0), 50_717: (_SHORT, 4_095),
        50_721: (_SIGNED, tuple((round(v * 10_000), 10_000) for v in _FROM_XYZ)),
        50_728: (_RATIONAL, ((1, 1), (1, 1), (1, 1))), 50_778: (_SHORT, 21),
    }  # fmt: skip
    jpeg = io.BytesIO()
    if preview is not None:
        Image.new("RGB", preview, (0, 160, 0)).save(jpeg, "JPEG", quality=90)
    path.write_bytes(_tiff(entries, strip, jpeg.getvalue(), preview))
    return path


_FROM_XYZ = (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)


def _tiff(entries: Entries, strip: bytes, jpeg: bytes, preview: tuple[int, int] | None) -> bytes:
    body = bytearray(b"II*\0\0\0\0\0")
    entries[273] = (_LONG, len(body))
    body += strip
    if preview is not None:
        at = len(body)
        body += jpeg + b"\0" * (len(jpeg) % 2)
        small: Entries = {
            254: (_LONG, 1), 256: (_LONG, preview[0]), 257: (_LONG, preview[1]),
            258: (_SHORT, (8, 8, 8)), 259: (_SHORT, 7), 262: (_SHORT, 6), 273: (_LONG, at),
            277: (_SHORT, 3), 278: (_LONG, preview[1]), 279: (_LONG, len(jpeg)),
        }  # fmt: skip
        entries[330] = (_LONG, _directory(body, small))
    struct.pack_into("<I", body, 4, _directory(body, entries))
    return bytes(body)


def _directory(body: bytearray, entries: Mapping[int, tuple[int, Value]]) -> int:
    """Write a directory of tags behind what is there; returns where it begins."""
    rows = []
    for tag, (kind, value) in sorted(entries.items()):
        numbers = _numbers(value)
        packed = struct.pack(f"<{len(numbers)}{_LETTERS[kind]}", *numbers)
        count = len(packed) // _BYTES[kind]
        if len(packed) > 4:
            body += b"\0" * (len(body) % 2)
            packed, at = struct.pack("<I", len(body)), packed
            body += at
        rows.append(struct.pack("<HHI", tag, kind, count) + packed.ljust(4, b"\0"))
    body += b"\0" * (len(body) % 2)
    start = len(body)
    body += struct.pack("<H", len(rows)) + b"".join(rows) + b"\0\0\0\0"
    return start


def _numbers(value: Value) -> list[int]:
    if isinstance(value, int):
        return [value]
    found: list[int] = []
    for part in value:
        found += [part] if isinstance(part, int) else part
    return found
