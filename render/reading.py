"""Reading what is known of a picture file: its size, colours, checksum; never its pixels.

A JPEG is looked over for damage that would be painted over in silence.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

from render import jpegscan, opening
from render.opening import Unreadable
from store.imagefacts import Facts
from store.text import safe


def read(path: str, most_pixels: int = opening.MOST_PIXELS) -> Facts:
    """Read the facts of one file; what cannot be read is said in them, never raised."""
    file = Path(path)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return Facts(problem=opening.NO_FILE)
        facts = _content(file)
    except OSError as error:
        return Facts(problem=opening.why(error))
    if not facts.size_bytes:
        return replace(facts, problem="the file is empty")
    try:
        return _header(file, facts, most_pixels)
    except opening.NotDeveloped:
        return replace(facts, file_format=file.suffix[1:].upper())
    except Unreadable as problem:
        return replace(facts, problem=str(problem))


def _content(file: Path) -> Facts:
    """Size, time, checksum, and whether the pixels may be damaged."""
    with file.open("rb") as handle:
        told = os.fstat(handle.fileno())
        head = handle.read(len(jpegscan.START))
        doubt = ""
        if head == jpegscan.START and told.st_size <= jpegscan.MOST_BYTES:
            handle.seek(0)
            content = handle.read()
            checksum = hashlib.sha256(content).hexdigest()
            doubt = jpegscan.doubt(content)
        else:
            handle.seek(0)
            checksum = hashlib.file_digest(handle, "sha256").hexdigest()
    modified_at = told.st_mtime_ns // 1_000_000
    return Facts(size_bytes=told.st_size, modified_at=modified_at, sha256=checksum, doubt=doubt)


def _header(file: Path, facts: Facts, most_pixels: int) -> Facts:
    with opening.opened(file, most_pixels) as picture:
        return replace(
            facts,
            width=picture.width,
            height=picture.height,
            orientation=opening.orientation_of(picture),
            colour_mode=safe(picture.mode, 20),
            profile=opening.profile_name(opening.profile_of(picture)),
            file_format=safe(picture.format or "", 20),
            progressive=opening.progressive(picture),
        )


def lost(_: str) -> Facts:
    """What is known of a file whose reader broke down over it."""
    return Facts(problem=f"{opening.DAMAGED}: reading it broke the reader down")
