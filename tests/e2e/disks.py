"""A disk of one's own that can be filled, and made larger."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SMALL_BYTES = 4 << 20


class Disk:
    """A disk that can be made larger."""

    def __init__(self, point: Path) -> None:
        """Take where it is mounted."""
        self.point = point

    def resize(self, size: int) -> None:
        """Give it another size."""
        words = ["mount", "-o", f"remount,size={size}", str(self.point)]
        subprocess.run(words, check=True)


@contextmanager
def small(point: Path) -> Iterator[Disk]:
    """A small disk mounted there; the test is skipped where nothing can be mounted."""
    point.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES}", "tmpfs", str(point)]
    if os.getuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here: a small disk to fill needs root")
    try:
        yield Disk(point)
    finally:
        subprocess.run(["umount", "-l", str(point)], check=True)
