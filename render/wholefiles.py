"""Files that are there whole or not at all: written under another name, then renamed."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def write(target: Path, content: bytes) -> None:
    """Write a file; whoever looks meanwhile sees the one before, or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{os.getpid()}-{threading.get_ident()}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
