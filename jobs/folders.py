"""Messages as files in a folder of the studio, each there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from store.envelopes import Result

_FULL = (errno.ENOSPC, errno.EDQUOT)


def write(path: Path, content: bytes) -> None:
    """Write a file, with its folder where that is missing; written again it replaces itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def result_of(error: OSError) -> Result:
    """What a failure to write means: a full disk has room again one day, a wrong folder has not."""
    return "temporary" if error.errno in _FULL else "settings"
