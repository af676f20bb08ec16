"""A studio with a queue of small files, for the tests that kill whoever makes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pysqlite3
from PIL import Image as Picture

from render import reading
from store import cards, images, orders, renderprofiles, renderqueue, sessions
from store.images import File
from store.orders import NewLine
from tests.e2e import studios

QUICK = {"clock.lease_seconds": 1.5, "clock.tick_seconds": 0.1}
"""What a killed program was making goes back after two seconds."""

PICTURES = 12

SIZES = ("4x6", "5x7", "8x10")


@dataclass(frozen=True, slots=True)
class Studio:
    """The studio, its order in the queue, and where its files go."""

    folder: Path
    order: str
    job: str
    files: int
    out: Path


class Row(NamedTuple):
    """A file of the queue, as the database has it."""

    id: int
    state: str
    path: str
    sha256: str
    width: int
    height: int


def photograph(path: Path, seed: int, size: tuple[int, int] = (900, 600)) -> None:
    """Write a small photograph: soft, with some grain, no two alike."""
    chance = np.random.Generator(np.random.PCG64(seed))
    coarse = chance.integers(0, 256, (6, 9, 3), dtype=np.uint8)
    soft = np.asarray(Picture.fromarray(coarse).resize(size, Picture.Resampling.BICUBIC), np.int16)
    grain = chance.integers(-12, 13, soft.shape, dtype=np.int16)
    pixels = np.clip(soft + grain, 0, 255).astype(np.uint8)
    Picture.fromarray(pixels).save(path, "JPEG", quality=92)


def made(
    folder: Path,
    out: Path | None = None,
    *,
    home: Path | None = None,
    look: Mapping[str, Any] = MappingProxyType({}),
) -> Studio:
    """Make the studio, and have its order wait in the queue; each file that is done is counted.

    Files go to ``out`` and the studio is ``home``, where they are not to be in the folder; ``look``
    is more of the profile.
    """
    studio = home or folder / "studio"
    destination = out or folder / "out"
    folder.mkdir(parents=True, exist_ok=True)
    studios.make(studio, times=0, **QUICK, **{"render.workers": 2})
    with studios.opened(studio) as desk:
        session = sessions.new(desk, client="Okafor, Ada", folder="okafor")
        hires = desk.settings.pictures / "okafor" / "Hi-Res"
        hires.mkdir(parents=True)
        files = []
        for number in range(1, PICTURES + 1):
            path = hires / f"{number:04}.jpg"
            photograph(path, number)
            files.append(File(f"Hi-Res/{path.name}", "hires", reading.read(str(path))))
        images.add(desk, cards.ref(session), files)
        renderprofiles.add(
            desk, "Small prints", dpi=200, sharpen=50, destination=str(destination),
            file_template="{line:03}_{image}", folder_template="{order}", **look,
        )  # fmt: skip
        lines = [
            NewLine(image_id=row.id, size=size, description=f"Print {size}")
            for row in images.of_card(session)
            for size in SIZES
        ]
        lines += lines[:4]
        order = orders.new(desk, client="Okafor, Ada", type="Print", lines=lines)
        (job,) = renderqueue.put(desk, [cards.ref(order)], profile="Small prints")
    count_done(studio)
    return Studio(studio, job.ref, job.job, len(lines), destination)


def count_done(folder: Path) -> None:
    """Have the database itself note each time that a file is done."""
    connection = pysqlite3.connect(folder / "safelight.db")
    try:
        connection.executescript(
            "CREATE TABLE test_done (sheet INTEGER);"
            "CREATE TRIGGER test_counts_done AFTER UPDATE OF state ON sheet "
            "WHEN new.state = 'done' BEGIN INSERT INTO test_done VALUES (new.id); END;"
        )
    finally:
        connection.close()


def times_done(folder: Path) -> dict[int, int]:
    """How often each file came to be done."""
    return dict(
        Counter(number for (number,) in studios.rows(folder, "SELECT sheet FROM test_done"))
    )


def sheets(folder: Path) -> list[Row]:
    """All files of the queue."""
    query = "SELECT id, state, path, sha256, width, height FROM sheet ORDER BY id"
    return [Row(*row) for row in studios.rows(folder, query)]


def failures(folder: Path) -> list[tuple[str, str]]:
    """Files that were given up, with the reason."""
    query = "SELECT state, reason FROM sheet WHERE state IN ('failed', 'quarantined')"
    return [(state, reason) for state, reason in studios.rows(folder, query)]


def is_open(folder: Path) -> bool:
    """Tell whether anything is still to be made."""
    query = "SELECT count(*) FROM sheet WHERE state IN ('queued', 'running')"
    return bool(studios.rows(folder, query)[0][0])


def parts(out: Path) -> list[str]:
    """Half files that were left."""
    return sorted(path.name for path in out.rglob("*.part")) if out.exists() else []


def crew_of(pid: int) -> list[int]:
    """The processes of a program that make files."""
    try:
        children = [
            int(word)
            for path in Path(f"/proc/{pid}/task").glob("*/children")
            for word in path.read_text(encoding="ascii").split()
        ]
        return [child for child in children if b"spawn_main" in _words(child)]
    except OSError:
        return []


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def waits_for(folder: Path, words: str) -> list[str]:
    """Why files wait to be tried again, as far as these words stand there."""
    query = "SELECT reason FROM sheet WHERE state = 'queued' AND reason LIKE '%' || ? || '%'"
    return [reason for (reason,) in studios.rows(folder, query, words)]


def jobs(folder: Path) -> list[str]:
    """All jobs, the oldest first."""
    return [f"J-{number}" for (number,) in studios.rows(folder, "SELECT number FROM job")]


def line_states(folder: Path) -> set[str]:
    """The states of the order's lines."""
    return {state for (state,) in studios.rows(folder, "SELECT state FROM order_line")}
