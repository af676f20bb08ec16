"""Thumbnails: small upright sRGB copies in the studio's cache, named by the picture's checksum.

The cache may be deleted at any time; what is missing is made again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from render import opening, rawfiles, wholefiles
from render.opening import Unreadable
from store.imagefacts import RAW_SUFFIXES, Source

LONG_SIDE = 480
QUALITY = 80

_CHECKSUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Job:
    """A thumbnail to be made; the source has to have the size and the time that were recorded."""

    source: str
    target: str
    size_bytes: int | None = None
    modified_at: int | None = None
    most_pixels: int = opening.MOST_PIXELS


def path_of(cache: Path, sha256: str) -> Path:
    """Where the thumbnail of a picture is; ValueError for what is no checksum."""
    if not _CHECKSUM.fullmatch(sha256):
        raise ValueError("that is no SHA-256 checksum")
    return cache / "thumbnails" / sha256[:2] / f"{sha256}.jpg"


def make(source: Path, target: Path, most_pixels: int = opening.MOST_PIXELS) -> bool:
    """Make a thumbnail unless it is there; `Unreadable` where the picture cannot be read."""
    if target.exists():
        return False
    picture = opening.small(source, LONG_SIDE, most_pixels)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=QUALITY)
    wholefiles.write(target, content.getvalue())
    return True


def work(job: Job) -> str:
    """Make one thumbnail; returns why it could not be made, or nothing."""
    try:
        told = Path(job.source).stat()
        now = (told.st_size, told.st_mtime_ns // 1_000_000)
        if job.size_bytes is not None and now != (job.size_bytes, job.modified_at):
            return "it has changed since it was linked; import its folder again"
        make(Path(job.source), Path(job.target), job.most_pixels)
    except Unreadable as problem:
        return str(problem)
    except OSError as error:
        return opening.why(error)
    return ""


def lost(_: Job) -> str:
    """Why there is no thumbnail of a picture whose reader broke down over it."""
    return f"{opening.DAMAGED}: reading it broke the reader down"


def jobs(
    cache: Path, sources: Iterable[Source], most_pixels: int = opening.MOST_PIXELS
) -> tuple[dict[Job, Source], list[tuple[Source, str]], int]:
    """What has to be made, what cannot be made and why, and how many are there."""
    wanted: dict[Job, Source] = {}
    cannot: list[tuple[Source, str]] = []
    present = 0
    for source in sources:
        if not source.path or _undeveloped(source.path):
            cannot.append((source, "there is only a raw file; add a preview or a hi-res file"))
        elif not _CHECKSUM.fullmatch(source.sha256):
            cannot.append((source, source.problem or "it has not been read; import its folder"))
        elif (target := path_of(cache, source.sha256)).exists():
            present += 1
        elif source.problem:
            cannot.append((source, source.problem))
        else:
            job = Job(source.path, str(target), source.size_bytes, source.modified_at, most_pixels)
            wanted[job] = source
    return wanted, cannot, present


def _undeveloped(path: str) -> bool:
    return Path(path).suffix.casefold() in RAW_SUFFIXES and not rawfiles.installed()
