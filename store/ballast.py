"""A file that only takes room, to be deleted when the disk is full: even clearing up needs some."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAME = "safelight.ballast"
BYTES = 16_000_000
LEAVE_FREE_BYTES = 1_000_000_000
"""A disk with less room than this gets no ballast: the room is worth more."""


def ensure(folder: Path) -> None:
    """Make the ballast beside a database unless it is there or the disk is short of room.

    A folder that cannot be written is left as it is: the database says so by itself.
    """
    path = folder / NAME
    try:
        if path.exists() or shutil.disk_usage(folder).free < LEAVE_FREE_BYTES:
            return
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o660)
        try:
            os.posix_fallocate(descriptor, 0, BYTES)
        finally:
            os.close(descriptor)
    except OSError:
        return
