"""Files that are there whole or not at all: written under another name, then renamed."""

from __future__ import annotations

import os
import threading
from io import BufferedRandom
from pathlib import Path


def fresh(part: Path) -> BufferedRandom:
    """Open a new file to be written and read; what stands there goes, and no link is followed."""
    part.unlink(missing_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(part, flags, 0o666), "wb+")


def write(target: Path, content: bytes) -> None:
    """Write a file; whoever looks meanwhile sees the one before, or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{os.getpid()}-{threading.get_ident()}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
