"""Rendering onto disks that are full: where the files go, and where the database is."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image as Pixels

from tests.e2e import rendering, studios
from tests.e2e.disks import Disk
from tests.e2e.rendering import Studio
from tests.e2e.starter import Starter
from tests.e2e.test_messages_faults import Filler

FULL_SECONDS = max(8.0, int(os.environ.get("SAFELIGHT_CHAOS_KILLS", "0")) / 20)
"""How long the database's disk is filled again and again; `make chaos` goes on for longer."""

SEED = int(os.environ.get("SAFELIGHT_CHAOS_SEED", "20261101"))

DATABASE_BYTES, ROOMY_BYTES = 24 << 20, 1 << 30

OLD = b"somebody's file, which nobody may harm"


def once(starter: Starter, studio: Studio) -> None:
    """Let a worker make what is due."""
    words = ("worker", "--once", "--only", "render", "--studio", studio.folder)
    assert starter.start(*words).wait_end(120) == 0


def check_whole(studio: Studio, done: int) -> None:
    """So many files are done, each of them whole and once; there is nothing half done."""
    sheets = [sheet for sheet in rendering.sheets(studio.folder) if sheet.state == "done"]
    assert len(sheets) == done
    assert rendering.times_done(studio.folder) == {sheet.id: 1 for sheet in sheets}
    assert rendering.parts(studio.out) == []
    for sheet in sheets:
        assert hashlib.sha256(Path(sheet.path).read_bytes()).hexdigest() == sheet.sha256
        with Pixels.open(sheet.path) as picture:
            picture.load()
    there = {
        path for path in studio.out.rglob("*.*")
        if path.suffix in (".jpg", ".tif") and path.name != "old.jpg"
    }  # fmt: skip
    assert len({sheet.path for sheet in sheets}) == done
    # A file whose recipe found no room is whole, and is written again.
    assert {Path(sheet.path) for sheet in sheets} <= there
    for path in there:
        with Pixels.open(path) as picture:
            picture.load()
    assert studios.problems(studio.folder) == []


@pytest.mark.parametrize(("look", "size"), [
    ({}, 4 << 20), ({"file_format": "TIFF", "compression": "lzw"}, 24 << 20),
], ids=["jpeg", "tiff"])  # fmt: skip
def test_a_full_destination(
    starter: Starter, disk: Disk, tmp_path: Path, look: Mapping[str, Any], size: int
) -> None:
    """What finds no room waits and says so, nothing is half written; with room all is made."""
    disk.resize(size)
    studio = rendering.made(tmp_path / "ground", disk.point / "out", look=look)
    (studio.out / studio.order).mkdir(parents=True)
    old = studio.out / studio.order / "old.jpg"
    old.write_bytes(OLD)
    once(starter, studio)
    rows = studios.rows(studio.folder, "SELECT state, failure, reason FROM sheet")
    states = Counter(state for state, _, _ in rows)
    assert 0 < states["done"] < studio.files
    assert states == {"done": states["done"], "queued": studio.files - states["done"]}
    waiting = {(failure, reason) for state, failure, reason in rows if state == "queued"}
    assert waiting == {("transient", f"{old.parent} is full")}
    check_whole(studio, states["done"])
    assert old.read_bytes() == OLD
    disk.resize(ROOMY_BYTES)
    where = ("--studio", studio.folder)
    assert starter.start("queue", "retry", studio.job, *where).wait_end(60) == 0
    once(starter, studio)
    check_whole(studio, studio.files)
    assert old.read_bytes() == OLD


def test_a_full_disk_of_the_database(starter: Starter, disk: Disk, tmp_path: Path) -> None:
    """What was made and cannot be noted is noted later: no file is lost, none is made twice."""
    disk.resize(DATABASE_BYTES)
    studio = rendering.made(tmp_path / "ground", tmp_path / "out", home=disk.point / "studio")
    filler = Filler(disk.point, Random(SEED))
    worker = starter.start("worker", "--only", "render", "--studio", studio.folder)
    filling = threading.Thread(target=filler.fill_again_and_again)
    filling.start()
    try:
        until = time.monotonic() + FULL_SECONDS
        while time.monotonic() < until and rendering.is_open(studio.folder):
            time.sleep(0.2)
    finally:
        filler.over.set()
        filling.join()
    until = time.monotonic() + 60
    while rendering.is_open(studio.folder) and time.monotonic() < until:
        time.sleep(0.1)
    assert worker.status is None
    worker.kill(signal.SIGTERM)
    assert worker.wait_end(60) == 0
    print(f"\nthe disk was full {filler.times} times; seed {SEED}")
    assert rendering.failures(studio.folder) == []
    check_whole(studio, studio.files)
    assert filler.times > 1
