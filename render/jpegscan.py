"""Looking over a JPEG without decoding it: what the imaging library passes over in silence.

It paints something over damaged pixels and says nothing. Markers where none may be, parts that are
missing or out of order, and an end that is missing show that a person should look at the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START = b"\xff\xd8"

MOST_BYTES = 128 * 1024 * 1024
"""Larger files are not looked over: they would have to be held in memory."""

MOST_SCANS = 100
"""Honest pictures come in about ten passes; each takes as long as all of the picture."""

DAMAGED = "its pixels may be damaged"

_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_HEAD_BYTES = 512 * 1024
_READ_BYTES = 4 * 1024 * 1024
_PIECE = 64 * 1024
_MOST_PARTS = 1_000
_TABLES = {0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)}
"""What may stand between the scans of a picture."""

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_BASELINE = (0xC0, 0xC1)
_LEAST_BITS = 2
"""What a block of pixels takes at least: one bit for its light, one for the rest."""

_SCAN, _END, _INTERVAL = 0xDA, 0xD9, 0xDD
_RESTARTS = range(0xD0, 0xD8)


@dataclass(slots=True)
class _Frame:
    """What the headers say of the pixels that follow."""

    units: int = 0
    blocks: int = 0
    baseline: bool = False
    components: int = 0
    interval: int = 0


def doubt(content: bytes) -> str:
    """What a person should know of a JPEG before it is printed; empty for a sound one."""
    if not content.startswith(START):
        return ""
    frame = _Frame()
    at = len(START)
    for _ in range(_MOST_PARTS):
        found = _MARKER.match(content, at)
        if found is None:
            return _ended(content, at)
        marker, at = found[1][0], found.end()
        if marker == _END:
            return ""
        if marker in _RESTARTS or marker == 0x01:
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2 or at + length > len(content):
            return f"{DAMAGED}: it ends too early"
        _note(frame, marker, content[at + 2 : at + length])
        at += length
        if marker != _SCAN:
            continue
        alone = content[at - length + 2] == frame.components
        words, at = _scan(content, at, frame, whole=alone)
        if words:
            return words
    return f"{DAMAGED}: it has more parts than pictures have"


def has_many_scans(path: Path) -> bool:
    """Tell whether a JPEG comes in more passes than an honest one."""
    found, before = 0, b""
    with path.open("rb") as handle:
        if _in_one_pass(handle.read(_HEAD_BYTES)):
            return False
        handle.seek(0)
        while piece := handle.read(_READ_BYTES):
            found += piece.count(b"\xff\xda") + (before + piece[:1] == b"\xff\xda")
            before = piece[-1:]
            if found > MOST_SCANS:
                return True
    return False


def _in_one_pass(head: bytes) -> bool:
    """Tell whether the first scan is that of a plain picture, with all that belongs to it."""
    frame = _Frame()
    at = len(START)
    for _ in range(_MOST_PARTS):
        found = _MARKER.match(head, at)
        if found is None:
            return False
        marker, at = found[1][0], found.end()
        length = int.from_bytes(head[at : at + 2], "big")
        if length < 3 or at + length > len(head):
            return False
        if marker == _SCAN:
            return frame.baseline and head[at + 2] == frame.components
        _note(frame, marker, head[at + 2 : at + length])
        at += length
    return False


def _ended(content: bytes, at: int) -> str:
    early = not content[at:].strip(b"\xff\0")
    return f"{DAMAGED}: it ends too early" if early else f"{DAMAGED}: its parts do not join"


def _note(frame: _Frame, marker: int, body: bytes) -> None:
    if marker == _INTERVAL and len(body) >= 2:
        frame.interval = int.from_bytes(body[:2], "big")
    elif marker in _FRAMES and len(body) >= 6:
        height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
        frame.components = body[5]
        sampling = [(one >> 4, one & 15) for one in body[7 : 6 + 3 * frame.components : 3]]
        several = frame.components > 1
        across = 8 * max((x for x, _ in sampling), default=1) if several else 8
        down = 8 * max((y for _, y in sampling), default=1) if several else 8
        frame.units = -(-width // max(across, 1)) * -(-height // max(down, 1))
        frame.blocks = frame.units * sum(x * y for x, y in sampling) if several else frame.units
        frame.baseline = marker in _BASELINE


def _scan(content: bytes, at: int, frame: _Frame, *, whole: bool) -> tuple[str, int]:
    """Pass over one scan; returns what is wrong with it, and where it ends.

    A scan of all components has as many parts as its headers say.
    """
    parts = 0
    for marker, start in _markers(content, at):
        if marker in _RESTARTS:
            if not frame.interval or marker - _RESTARTS[0] != parts % 8:
                return f"{DAMAGED}: its parts are out of order", start
            parts += 1
            continue
        if marker != _END and marker not in _TABLES:
            return f"{DAMAGED}: there is a mark that does not belong there", start
        if whole and frame.baseline and (start - at) * 8 < frame.blocks * _LEAST_BITS:
            return f"{DAMAGED}: it ends too early", start
        if whole and frame.interval and frame.units:
            wanted = -(-frame.units // frame.interval) - 1
            if parts != wanted:
                return f"{DAMAGED}: it has {parts + 1:,} of {wanted + 1:,} parts", start
        return "", start
    return f"{DAMAGED}: it ends too early", len(content)


def _markers(content: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Where something other than pixels stands from here on, and what."""
    import numpy as np

    for start in range(at, len(content), _PIECE):
        # A mark may lie across the end of a piece.
        piece = np.frombuffer(content, np.uint8, min(_PIECE + 1, len(content) - start), start)
        full = np.flatnonzero(piece[:-1] == 255)
        following = piece[full + 1]
        for place in full[(following != 0) & (following != 255)].tolist():
            yield int(piece[place + 1]), start + place
