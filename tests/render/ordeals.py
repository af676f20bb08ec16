"""Whoever sends damaged pictures into a process of their own, and counts what comes of them.

A process that ends, or does not answer in time, costs one file: it is told, and the rest goes on.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.render import mauling

SECONDS = 30
"""No file may take longer."""

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Report:
    """How many files came to what; ``wrong`` tells of those that came to neither good nor reason."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def sent(kind: str, first: int, last: int) -> Report:
    """Send files through everything: the collection, or rounds of a seed."""
    report = Report()
    number = first
    while number < last:
        folder = Path(tempfile.mkdtemp(prefix="safelight-ordeal-", dir=_memory()))
        try:
            for at, name, came, words in _answers(folder, kind, number, last):
                report.counts[came] += 1
                if words:
                    report.wrong.append(f"{kind} {at} {name}: {words}")
                number = at + 1
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return report


def _answers(folder: Path, kind: str, first: int, last: int) -> Iterator[tuple[int, str, str, str]]:
    """What the process says of each file, up to the one that it does not survive."""
    command = [sys.executable, "-W", "error", "-m", "tests.render.mauling", str(folder), kind,
               str(first), str(last)]  # fmt: skip
    ambient = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "2"}
    errors = folder / "errors"
    with (
        errors.open("wb") as told,
        subprocess.Popen(
            command, cwd=ROOT, env=ambient, stdout=subprocess.PIPE, stderr=told
        ) as one,
    ):
        assert one.stdout is not None
        number = first
        for line in _lines(one):
            number, name, came, words = json.loads(line)
            yield number, name, came, words
            number += 1
        in_time = one.poll() is not None or number == last
        one.kill()
        status = one.wait()
    if number < last:
        tail = errors.read_text(errors="replace")[-600:]
        how = f"ended with {status}" if in_time else f"took more than {SECONDS} s"
        yield number, "", "lost", f"its process {how}: {tail}"


def _lines(one: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Whole lines as they come, until the end or until none comes in time."""
    assert one.stdout is not None
    waiting = b""
    while select.select([one.stdout], [], [], SECONDS)[0]:
        piece = os.read(one.stdout.fileno(), 65_536)
        if not piece:
            one.wait(SECONDS)
            return
        *whole, waiting = (waiting + piece).split(b"\n")
        yield from whole


def _memory() -> str | None:
    """A place in memory where there is one: files come and go by the thousand."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def size_of_the_collection() -> int:
    """How many files it has."""
    return len(mauling.malformed.collection())
