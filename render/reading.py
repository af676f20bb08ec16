"""Reading what is known of a picture file: its size, colours, checksum; never its pixels."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from render import opening
from render.opening import Unreadable
from store.imagefacts import RAW_SUFFIXES, Facts
from store.text import safe


def read(path: str) -> Facts:
    """Read the facts of one file; what cannot be read is said in them, never raised."""
    file = Path(path)
    try:
        with file.open("rb") as handle:
            told = os.fstat(handle.fileno())
            checksum = hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        return Facts(problem=opening.why(error))
    facts = Facts(
        size_bytes=told.st_size, modified_at=told.st_mtime_ns // 1_000_000, sha256=checksum
    )
    if not told.st_size:
        return replace(facts, problem="the file is empty")
    if file.suffix.casefold() in RAW_SUFFIXES:
        return replace(facts, file_format=file.suffix[1:].upper())
    try:
        return _header(file, facts)
    except Unreadable as problem:
        return replace(facts, problem=str(problem))


def _header(file: Path, facts: Facts) -> Facts:
    with opening.opened(file) as picture:
        return replace(
            facts,
            width=picture.width,
            height=picture.height,
            orientation=opening.orientation_of(picture),
            colour_mode=safe(picture.mode, 20),
            profile=opening.profile_name(opening.profile_of(picture)),
            file_format=safe(picture.format or "", 20),
        )


def lost(_: str) -> Facts:
    """What is known of a file whose reader broke down over it."""
    return Facts(problem=f"{opening.DAMAGED}: reading it broke the reader down")
