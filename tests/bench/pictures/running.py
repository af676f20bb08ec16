"""Running the peers side by side: every one once a round, in turned order, the first round dropped.

Ratios are taken within a round and then their median: the machine may be busy, both sides alike.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from render import iccprofiles
from tests.bench.pictures import peers
from tests.bench.studios import ROOT, place

OURS = "ours"
TITLES = {
    "naive": "plain Pillow", "vips": "libvips", "gm": "GraphicsMagick", "im": "ImageMagick",
    "sharp": "sharp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """What a job took: seconds of processor time and of the clock, and memory at its highest."""

    cpu: float
    wall: float
    peak: int = 0


def installed() -> list[str]:
    """The peers that are here; plain Pillow always is."""
    found = ["naive"]
    try:
        import pyvips  # noqa: F401 - only whether it is there
    except (ImportError, OSError):
        pass
    else:
        found.append("vips")
    found += peers.commands()
    if shutil.which("node") and not _node("require('sharp')").returncode:
        found.append("sharp")
    return found


def _node(code: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["node", "-e", code], capture_output=True, check=False)


class Warm:
    """A peer's process."""

    def __init__(self, name: str) -> None:
        """Start it."""
        script = Path(__file__).with_name("sharp.js")
        words = (
            ["node", str(script)]
            if name == "sharp"
            else [sys.executable, "-m", "tests.bench.pictures.worker", name]
        )
        self.name = name
        self._process = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(self, job: Mapping[str, Any], folder: Path) -> None:
        """Hand over a job."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"job": job, "folder": str(folder)}) + "\n")
        self._process.stdin.flush()

    def end(self) -> Cost:
        """Wait for what it took."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} broke down")
        found = json.loads(line)
        if "error" in found:
            raise RuntimeError(f"{self.name}: {found['error']}")
        return Cost(found["cpu"], found["wall"], found.get("peak", 0))

    def do(self, job: Mapping[str, Any], folder: Path) -> Cost:
        """Do a job."""
        self.begin(job, folder)
        return self.end()

    def leave(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def folder() -> Iterator[Path]:
    """Where files go, with the profile that commands convert to."""
    place().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place()) as made:
        path = Path(made)
        (path / "srgb.icc").write_bytes(iccprofiles.profile("sRGB"))
        yield path


@contextmanager
def warm(names: Sequence[str]) -> Iterator[dict[str, Warm]]:
    """Processes of peers, ended afterwards."""
    started = {name: Warm(name) for name in names}
    try:
        yield started
    finally:
        for one in started.values():
            one.leave()


def interleaved(
    job: Mapping[str, Any], workers: Mapping[str, Warm], rounds: int
) -> dict[str, list[Cost]]:
    """Do a job by every peer so many times; one that cannot do it is left out."""
    costs: dict[str, list[Cost]] = {name: [] for name in workers}
    names = list(workers)
    with folder() as there:
        for count in range(rounds + 1):
            for name in names[count % len(names) :] + names[: count % len(names)]:
                cost = workers[name].do(job, there)
                if count:
                    costs[name].append(cost)
    return costs


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost]) -> float:
    """The median of our processor time as a share of theirs, round by round."""
    return median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))


def peak(name: str, job: Mapping[str, Any]) -> int:
    """Memory at its highest, of a job alone in a fresh process."""
    with folder() as there, warm([name]) as workers:
        return workers[name].do(job, there).peak
