"""Electronic proofs: JPEG files to look at, with a watermark over all of the picture.

The same picture, size and words always give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from render import lettering, opening, wholefiles
from render.opening import Unreadable
from store.text import safe

QUALITY = 85
SMALLEST, LARGEST = 100, 10_000
"""Bounds of the long side in pixels."""

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Job:
    """A picture to be made a proof."""

    source: str
    target: str
    long_side: int
    watermark: str
    most_pixels: int = opening.MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job; ``problem`` says why there is no file."""

    size_bytes: int = 0
    sha256: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""


def file_names(numbers: Iterable[str]) -> list[str]:
    """File names for images' numbers: harmless anywhere, and no two alike whatever their case."""
    taken: set[str] = set()
    names = []
    for number in numbers:
        clean = re.sub(r"[^\w .()+-]", "_", safe(number, LONGEST_NAME)).strip(" .") or "image"
        name, count = clean, 1
        while name.casefold() in taken:
            count += 1
            name = f"{clean}-{count}"
        taken.add(name.casefold())
        names.append(f"{name}.jpg")
    return names


def work(job: Job) -> Done:
    """Make one proof; what is wrong is said, never raised."""
    if not job.source:
        return Done(problem="it has no file that can be shown; add a preview or a hi-res file")
    try:
        small = opening.small(Path(job.source), job.long_side, job.most_pixels)
        picture = lettering.marked(small, job.watermark)
        content = io.BytesIO()
        picture.save(content, "JPEG", quality=QUALITY, optimize=True)
        wholefiles.write(Path(job.target), content.getvalue())
    except Unreadable as problem:
        return Done(problem=f"{safe(job.source, 300)}: {problem}")
    except OSError as error:
        return Done(problem=f"{safe(job.target, 300)} cannot be written: {opening.why(error)}")
    made = content.getvalue()
    return Done(len(made), hashlib.sha256(made).hexdigest(), *picture.size)


def lost(job: Job) -> Done:
    """What became of a picture whose reader broke down over it."""
    return Done(problem=f"{safe(job.source, 300)}: reading it broke the reader down")
