"""Publishing: a finished file gets its name, whatever has come to stand there meanwhile.

Which name that is was worked out before; here it is seen whether it is free. A name that was
noted for a file before it was made is its own: what stands there is what an earlier try left.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

from store.rendering.outcomes import PERSON, Failed
from store.text import safe

NUMBER, REPLACE, SKIP, STOP = "number", "replace", "skip", "stop"

MOST_NUMBERS = 10_000


def chosen(target: Path, if_exists: str, *, taken: Callable[[Path], bool]) -> Path:
    """The path for a file that is to be made: the target, or numbered where that is taken.

    ``taken`` tells whether another file is to stand there. `Failed` where it may not be made.
    """
    if if_exists == REPLACE or not (os.path.lexists(target) or taken(target)):
        return target
    if if_exists == STOP:
        raise Failed(
            PERSON, f"there is a file {safe(str(target), 300)} already",
            "move it away, or let the profile number or replace files; then retry",
        )  # fmt: skip
    if if_exists == SKIP and os.path.lexists(target):
        return target
    for number in count(2):
        other = target.with_name(f"{target.stem}-{number}{target.suffix}")
        if not (os.path.lexists(other) or taken(other)):
            return other
        if number > MOST_NUMBERS:
            break
    raise Failed(
        PERSON, f"{safe(str(target), 300)} has {MOST_NUMBERS:,} others beside it already",
        "clear that folder, then retry",
    )  # fmt: skip


def renamed(part: Path, target: Path) -> Path:
    """Put a finished file in its place, over what an earlier try left there."""
    return part.replace(target)
